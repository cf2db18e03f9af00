"""What to do where an acknowledged write could be lost, check by check, in English and Russian."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from service.store.durability import Check

# By the name of the check: English, Russian.
_REMEDIES: Final = {
    "fsync": (
        "Set fsync = on in postgresql.conf and restart PostgreSQL.",
        "Укажите fsync = on в postgresql.conf и перезапустите PostgreSQL.",
    ),
    "full_page_writes": (
        "Set full_page_writes = on in postgresql.conf and reload it.",
        "Укажите full_page_writes = on в postgresql.conf и перечитайте настройки.",
    ),
    "synchronous_commit": (
        "Set synchronous_commit = on: in postgresql.conf, for the role, the database, the options of DATABASE_URL.",
        "Укажите synchronous_commit = on: в postgresql.conf, для роли, базы, в параметрах DATABASE_URL.",
    ),
    "in_recovery": (
        "This server is a standby. Name the primary in DATABASE_URL, or add target_session_attrs=read-write.",
        "Этот сервер - резервный. Укажите в DATABASE_URL основной или добавьте target_session_attrs=read-write.",
    ),
    "database_role": (
        "Run `hashlevy db roles`; or let a superuser run what `hashlevy db roles --sql` prints.",
        "Выполните `hashlevy db roles`, или пусть суперпользователь выполнит вывод `hashlevy db roles --sql`.",
    ),
    "sqlite_version": (
        "Install pysqlite3, or a Python whose SQLite is 3.51.3 or later.",
        "Установите pysqlite3 или Python с SQLite 3.51.3 или новее.",
    ),
    "journal_mode": (
        "Close other programs that have the file open, and start again: the service sets the journal by itself.",
        "Закройте другие программы, открывшие файл, и запустите снова: журнал служба выбирает сама.",
    ),
    "synchronous": (
        "Start again without another setting for it: the service sets what loses nothing.",
        "Запустите снова без иной настройки: служба сама ставит значение, при котором ничего не теряется.",
    ),
    "mmap_size": (
        "Use a SQLite that is not built with a default mmap_size.",
        "Используйте SQLite, собранный без mmap_size по умолчанию.",
    ),
    "file_system": (
        "Put the file on a local disk, or a volume of its own (DATABASE_URL); for several machines, use PostgreSQL.",
        "Поместите файл на локальный диск, хотя бы на отдельный том (DATABASE_URL). Для нескольких машин - PostgreSQL.",
    ),
    "preloads": (
        "Start without the library: unset LD_PRELOAD, and look at /etc/ld.so.preload.",
        "Запустите без этой библиотеки: уберите LD_PRELOAD и проверьте /etc/ld.so.preload.",
    ),
}


def remedy_of(name: str) -> dict[str, str]:
    """Return what to do about the check *name*, by language."""
    english, russian = _REMEDIES[name]
    return {"en": english, "ru": russian}


def refusal_text(failed: Iterable[Check]) -> str:
    """Say why a production profile does not start, and what to do, each check in both languages."""
    lines = [
        "refused: an acknowledged write could be lost here, and HASHLEVY_PROFILE=production does not start then.",
        "отказ: подтверждённая запись может быть потеряна, и с HASHLEVY_PROFILE=production служба не запускается.",
    ]
    for check in failed:
        remedy = remedy_of(check.name)
        lines.append(f"  {check.name}: found {check.found}, expected {check.expected}")
        lines += [f"    {remedy['en']}", f"    {remedy['ru']}"]
    return "\n".join(lines)
