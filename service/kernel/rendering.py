"""A trace told in plain sentences, one for each node, in English or Russian; nothing is computed here, only said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from service.kernel.telling import Node, Teller


def render_trace(nodes: Iterable[Mapping[str, Any]], currency: str | None, language: str) -> str:
    """
    Tell the trace *nodes* of an assessment in *language*, `en` or `ru`; amounts are in *currency*.

    One line for each node, in their order, under a heading for each part of the period.
    """
    return "\n".join(_lines(nodes, Teller(language, currency)))


def _lines(nodes: Iterable[Node], teller: Teller) -> Iterator[str]:
    part = None
    for node in nodes:
        segment, _, name = node["id"].partition("/")
        name, _, place = name.partition("/")
        if segment != part:
            part = segment
            yield teller.say("part", segment=segment)
        sentence = _SENTENCES[node["kind"]](node, teller)
        if "title" in node:
            teller.remember(name, teller.told(node["title"]))
        if node["kind"] not in ("resolution", "facts"):
            sentence = f"{teller.name(name)}{f' (/{place})' if place else ''}: {sentence}"
        law = node.get("law")
        yield f"  {teller.say('law', sentence=sentence, law=law) if law else sentence}"


def _resolution(node: Node, teller: Teller) -> str:
    reason = teller.reason(node["reason"])
    if node.get("applied") is False:
        return teller.say("unused", reason=reason)
    used = teller.say("used", rule=node["rule"], reason=reason)
    losers = ", ".join(
        teller.say("loser", version=loser["version"], reason=teller.reason(loser["reason"])) for loser in node["losers"]
    )
    return f"{used}; {teller.say('losers', losers=losers)}" if losers else used


def _facts(node: Node, teller: Teller) -> str:
    told = []
    for name, fact in node["facts"].items():
        teller.remember(name, teller.fact(fact))
        told.append(teller.say("fact", name=teller.name(name), value=teller.measured(node["in"][name], fact["unit"])))
    return teller.say("facts", facts="; ".join(told))


def _valuation(node: Node, teller: Teller) -> str:
    steps, out = node["in"], teller.money(node["out"])
    rate = _exchange(steps["exchange"], teller) if "exchange" in steps else ""
    if "quantity" not in steps:
        return teller.say("converted", exchange=rate, out=out)
    price, source = steps["unit_price"], teller.reason(steps["source"])
    return teller.say(
        "valued",
        quantity=teller.number(steps["quantity"]),
        asset=steps["asset"],
        price=teller.number(price["amount"]),
        currency=price["currency"],
        source=f"{source}; {rate}" if rate else source,
        out=out,
    )


def _exchange(exchange: Node, teller: Teller) -> str:
    return teller.say(
        "exchanged",
        units=teller.number(exchange["units"]),
        base=exchange["from"],
        rate=teller.number(exchange["rate"]),
        currency=exchange["to"],
        day=teller.value(exchange["on"]),
        source=exchange["source"],
    )


def _per_unit(node: Node, teller: Teller) -> str:
    ((name, value),) = node["in"].items()
    per, rate, out = teller.word(node["per"]), teller.rate(node["rate"], node["per"]), teller.out(node)
    if rate == teller.number(node["rate"]):
        return teller.say("per_unit", value=teller.number(value), per=per, rate=rate, out=out)
    return teller.say("percent", rate=rate, value=teller.named(node, name), out=out)


def _brackets(node: Node, teller: Teller) -> str:
    per, bands = node["per"], node["bands"]
    rows = [
        {
            "units": teller.number(band["units"]),
            "per": teller.word(per),
            "rate": teller.rate(band["rate"], per),
            "start": teller.number(band["from"]),
            "amount": teller.number(band["amount"]),
        }
        for band in bands
    ]
    if node["mode"] != "marginal":
        return teller.say("slab", **rows[0])
    told = [teller.say("next" if position else "first", **row) for position, row in enumerate(rows)]
    return "; ".join([*told, teller.say("together", out=teller.out(node))])


def _lookup(node: Node, teller: Teller) -> str:
    out = teller.out(node)
    if "entry" in node:
        return teller.say("entry", name=teller.name(node["by"]), entry=teller.value(node["entry"]), out=out)
    value, start, end = teller.named(node, node["by"]), teller.number(node["from"]), node["to"]
    if end is None:
        return teller.say("row", value=value, start=start, out=out)
    return teller.say("row_to", value=value, start=start, end=teller.number(end), out=out)


def _product(node: Node, teller: Teller) -> str:
    of, by = teller.named(node, node["of"]), teller.named(node, node["by"])
    return teller.say("product", of=of, by=by, out=teller.out(node))


def _ratio(node: Node, teller: Teller) -> str:
    by, out = teller.named(node, node["by"]), teller.out(node)
    if node.get("applied") is False:
        return teller.say("divisor_is_zero", by=by, out=out)
    of, mode = teller.named(node, node["of"]), teller.word(node["mode"])
    return teller.say("ratio", of=of, by=by, scale=node["scale"], mode=mode, out=out)


def _subtract(node: Node, teller: Teller) -> str:
    terms, out = _terms([node["base"]], node["less"], node, teller), teller.out(node)
    if node.get("bound"):
        return teller.say("floored", terms=terms, before=teller.number(node["before"]), out=out)
    return teller.say("sum", terms=terms, out=out)


def _total(node: Node, teller: Teller) -> str:
    return teller.say("sum", terms=_terms(node["add"], node["less"], node, teller), out=teller.out(node))


def _terms(added: list[str], taken: list[str], node: Node, teller: Teller) -> str:
    parts = [" + ".join(teller.named(node, name) for name in added), *(teller.named(node, name) for name in taken)]
    return " − ".join(parts)


def _choose(node: Node, teller: Teller) -> str:
    out = teller.out(node)
    if "highest" in node:
        values = ", ".join(teller.named(node, option["value"]) for option in node["highest"])
        return teller.say("highest", values=values, name=teller.name(node["chosen"]), out=out)
    *rejected, chosen = node["options"]
    told = [teller.say("rejected", value=_option(option, teller), why=teller.why(option["why"])) for option in rejected]
    sentence = ("chosen" if chosen["why"] else "otherwise") + ("" if chosen["value"] in node["in"] else "_number")
    first = teller.say(sentence, value=_option(chosen, teller), why=teller.why(chosen["why"]), out=out)
    return "; ".join([first, *told])


def _option(option: Node, teller: Teller) -> str:
    return teller.value(teller.name(option["value"]))


def _exempt(node: Node, teller: Teller) -> str:
    why = teller.why(node["why"])
    if not node["applied"]:
        return teller.say("not_exempted", why=why, out=teller.out(node))
    return teller.say("exempted", reason=node["reason"], why=why, relieved=teller.money(node["relieved"]))


def _surcharge(node: Node, teller: Teller) -> str:
    return _share(node, teller, granted="surcharge", refused="no_surcharge")


def _credit(node: Node, teller: Teller) -> str:
    return _share(node, teller, granted="bound_credit" if node.get("bound") else "credit", refused="no_credit")


def _share(node: Node, teller: Teller, *, granted: str, refused: str) -> str:
    if not node["applied"]:
        return teller.say(refused, why=teller.why(node["why"]))
    because = teller.say("because", why=teller.why(node["why"])) if "why" in node else ""
    rate, value = teller.rate(node["rate"], None), teller.named(node, node["of"])
    return teller.say(granted, rate=rate, value=value, out=teller.out(node), because=because)


def _cap(node: Node, teller: Teller) -> str:
    return _held(node, teller, "capped" if node["bound"] else "not_capped")


def _minimum(node: Node, teller: Teller) -> str:
    return _held(node, teller, "raised" if node["bound"] else "not_raised")


def _held(node: Node, teller: Teller, sentence: str) -> str:
    value, limit = teller.named(node, node["of"]), teller.named(node, node["at"])
    return teller.say(sentence, value=value, limit=limit, out=teller.out(node))


def _eligibility(node: Node, teller: Teller) -> str:
    why, finding = teller.why(node["why"]), node["finding"]
    if not node["applied"]:
        return teller.say("no_finding", finding=finding, why=why)
    message, severity = teller.told(node["message"]).rstrip("."), teller.word(node["severity"])
    return teller.say("finding", message=message, severity=severity, finding=finding, why=why)


def _round(node: Node, teller: Teller) -> str:
    value, step, residue = teller.named(node, node["of"]), teller.number(node["step"]), node["residue"]
    if residue == "0":
        return teller.say("exact", value=value, step=step)
    left = "added" if residue.startswith("-") else "left_out"
    told = teller.say(left, residue=teller.number(residue.removeprefix("-")))
    mode, out = teller.word(node["mode"]), teller.out(node)
    return teller.say("rounded", value=value, step=step, mode=mode, out=out, residue=told)


_SENTENCES: Final[Mapping[str, Callable[[Node, Teller], str]]] = {
    "resolution": _resolution,
    "facts": _facts,
    "valuation": _valuation,
    "per_unit": _per_unit,
    "percent": _per_unit,
    "brackets": _brackets,
    "lookup": _lookup,
    "product": _product,
    "ratio": _ratio,
    "subtract": _subtract,
    "total": _total,
    "choose": _choose,
    "exempt": _exempt,
    "surcharge": _surcharge,
    "credit": _credit,
    "cap": _cap,
    "minimum": _minimum,
    "eligibility": _eligibility,
    "round": _round,
}
