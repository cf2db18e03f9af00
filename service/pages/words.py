"""What the pages say around the law, in every language they speak; both are whole, or the types say so."""

from typing import Final, NamedTuple


class Words(NamedTuple):
    """The words of the pages in one language."""

    language: str
    site: str
    skip: str
    reference: str
    no_advice: str

    title: str
    lead: str
    promises: tuple[tuple[str, str], ...]
    try_it: str
    try_it_lead: str
    try_it_next: str

    law: str
    law_lead: str
    schedule: str
    version: str
    in_force: str
    status: str
    evidence: str
    since: str
    span: str
    undated: str
    meanings: str
    statuses: dict[str, tuple[str, str]]
    evidences: dict[str, tuple[str, str]]
    jurisdictions: dict[str, str]

    texts: str
    other_versions: str
    as_data: str
    as_data_lead: str
    fingerprint: str


_ENGLISH: Final = Words(
    language="English",
    site="Site",
    skip="Skip to the content",
    reference="API reference",
    no_advice="Hashlevy computes what its documents say. It is no legal advice; what is not verified is marked so.",
    title="Tax on cryptocurrency mining, with its reasons",
    lead=(
        "Farms report the electricity they used, the coins they mined and where they stand. Hashlevy applies the "
        "version of the law that was in force, and shows for every figure the step and the article it comes from."
    ),
    promises=(
        ("Exact", "No figure is rounded but where its version says so."),
        ("Dated", "An old period is assessed by the law, the prices and the place of then."),
        ("Replayable", "Every assessment can be computed again from what is stored, to the byte."),
    ),
    try_it="Try it",
    try_it_lead="An estimate needs no key and stores nothing. What would a year in New York cost under a bill?",
    try_it_next="Everything else it takes and gives is in the API reference.",
    law="The law it knows",
    law_lead="Each version is a document with its sources. What is only proposed can be estimated, never assessed.",
    schedule="Schedule",
    version="Version",
    in_force="Dates",
    status="Status",
    evidence="How sure",
    since="since {since}",
    span="{since} to {until}",
    undated="no dates",
    meanings="What the words mean",
    statuses={
        "enacted": ("enacted", "Law. It is assessed for the days on which it is in force."),
        "repealed": ("repealed", "Law that has ended. The days on which it was in force are still assessed by it."),
        "proposed": ("proposed", "A bill or a plan. It can be estimated, never assessed."),
        "illustrative": ("illustrative", "Nobody's law, made to show something. It can be estimated, never assessed."),
    },
    evidences={
        "verified": ("verified", "The figures were read in a source that is named."),
        "unverified": ("unverified", "Something still has to be checked against the primary text; the notes say what."),
        "inferred": ("inferred", "At least one figure is worked out from others, by a rule that is told."),
    },
    jurisdictions={
        "FI": "Finland",
        "KG": "Kyrgyzstan",
        "KZ": "Kazakhstan",
        "RU": "Russia",
        "SE": "Sweden",
        "US": "United States",
        "US-NY": "United States, New York",
    },
    texts="Where to read it",
    other_versions="Other versions",
    as_data="As data",
    as_data_lead="This version as the service applies it:",
    fingerprint="SHA-256 of its canonical JSON",
)

_RUSSIAN: Final = Words(
    language="Русский",
    site="Сайт",
    skip="Перейти к содержанию",
    reference="Справочник API",
    no_advice=(
        "Hashlevy считает то, что написано в его документах. Это не юридическая консультация; "
        "всё непроверенное помечено."
    ),
    title="Налог на майнинг криптовалют: с обоснованием",
    lead=(
        "Фермы сообщают, сколько электроэнергии израсходовали, сколько монет добыли и где находятся. Hashlevy "
        "применяет ту редакцию закона, которая действовала, и для каждой цифры показывает шаг расчёта и статью."
    ),
    promises=(
        ("Точно", "Ничто не округляется, кроме того, что округляет сама редакция."),
        ("По датам", "Прошлый период оценивается по тогдашним закону, ценам и месту."),
        ("Проверяемо", "Любое начисление можно пересчитать из сохранённого, байт в байт."),
    ),
    try_it="Попробуйте",
    try_it_lead=(
        "Для оценки не нужен ключ, и ничего не сохраняется. Сколько стоил бы год в штате Нью-Йорк по законопроекту?"
    ),
    try_it_next="Всё остальное, что служба принимает и отдаёт, описано в справочнике API.",
    law="Законы, которые она знает",
    law_lead="Каждая редакция — документ с источниками. То, что только предложено, можно оценить, но не начислить.",
    schedule="Правила",
    version="Редакция",
    in_force="Даты",
    status="Статус",
    evidence="Достоверность",
    since="с {since}",
    span="с {since} по {until}",
    undated="без дат",
    meanings="Что означают слова",
    statuses={
        "enacted": ("принято", "Закон. По нему начисляется за дни, когда он действует."),
        "repealed": ("отменено", "Закон, который утратил силу. За дни, когда он действовал, начисляется по нему."),
        "proposed": ("предложено", "Законопроект или план. Можно оценить, но не начислить."),
        "illustrative": ("для примера", "Ничей закон, составлен для показа. Можно оценить, но не начислить."),
    },
    evidences={
        "verified": ("проверено", "Величины прочитаны в названном источнике."),
        "unverified": ("не проверено", "Что-то ещё надо сверить с первоисточником; что именно, сказано в примечаниях."),
        "inferred": ("выведено", "Хотя бы одна величина получена из других по названному правилу."),
    },
    jurisdictions={
        "FI": "Финляндия",
        "KG": "Кыргызстан",
        "KZ": "Казахстан",
        "RU": "Россия",
        "SE": "Швеция",
        "US": "США",
        "US-NY": "США, штат Нью-Йорк",
    },
    texts="Где прочитать",
    other_versions="Другие редакции",
    as_data="Как данные",
    as_data_lead="Эта редакция в том виде, в каком её применяет служба:",
    fingerprint="SHA-256 её канонического JSON",
)

WORDS: Final = {"en": _ENGLISH, "ru": _RUSSIAN}
