"""How a version of a schedule is computed: the component kinds, the two arithmetics, the trace."""
