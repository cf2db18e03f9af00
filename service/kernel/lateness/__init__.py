"""What being late costs: debts and payments, days at a rate, penalties, and the statement of an operator; all pure."""
