"""XML profile feeds: one row per field, from documents that may lie end to end in one file."""

import hashlib
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import duckdb
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from weft.landing.content import Content, RefusedFileError
from weft.landing.contracts import Contract
from weft.landing.intake import Account, BadRow, Intake, Layout
from weft.landing.readers.bulk import load_rows
from weft.landing.records import mapped

DOCUMENT_LIMIT = 16 << 20
FIELD_LIMIT = 1 << 20
FIELDS = (
    "document_type",
    "notification_id",
    "object_type",
    "object_id",
    "field_path",
    "field_name",
    "field_value",
    "ordinal",
)
_DECLARATION = re.compile(rb"<\?xml\b[^>]*\?>")
_ROOT = re.compile(rb"<([A-Za-z_][\w:.\-]*)")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._\-]+)[\"']")
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_PAIRS = ("COLUMN", "SYNC_FIELD")
_OPERATIONS = {
    "AddRecipient": "silverpop_add_recipient",
    "UpdateRecipient": "silverpop_update_recipient",
}


@dataclass(frozen=True)
class _Subject:
    """What the fields of one notification or document have in common."""

    document_type: str
    notification_id: str
    object_type: str
    object_id: str | None


def read_xml(
    connection: duckdb.DuckDBPyConnection, contract: Contract, content: Content, scratch: Path
) -> Intake:
    """Read a file of XML documents into `incoming`, one row per field.

    A document that is not well-formed is quarantined whole, and the next one is read. Errors:
    RefusedFileError for a file without documents, or one whose documents declare entities.
    """
    bad: list[BadRow] = []
    with mapped(content.path) as text:
        loaded = load_rows(connection, _rows(text, bad), 1 + len(FIELDS), scratch)
    if not loaded and not bad:
        raise RefusedFileError(
            f"the file holds no XML document (contract {contract.place()})",
            "Move the file to the folder of its source.",
        )
    names = [column.name for column in contract.columns]
    return Intake(
        Layout(
            cells={name: f"c{FIELDS.index(name) + 1}" for name in names if name in FIELDS},
            missing=tuple(name for name in names if name not in FIELDS),
            line_number="cast(c0 as bigint)",
        ),
        Account(rows_read=loaded + len(bad), quarantined=tuple(bad)),
    )


def _rows(text: mmap.mmap, bad: list[BadRow]) -> Iterator[tuple[object, ...]]:
    """Yield the numbered rows of all documents; add those that cannot be read to `bad`."""
    number = 0
    for raw in split_documents(text):
        try:
            fields = list(_fields(raw))
        except DefusedXmlException as error:
            raise RefusedFileError(
                "a document declares a document type or entities",
                "No profile feed needs them: ask the sender what this file is.",
            ) from error
        except (ParseError, ValueError, LookupError, RecursionError) as error:
            number += 1
            bad.append(BadRow(number, raw.decode("utf-8", "backslashreplace"), _trouble(error)))
            continue
        for values in fields:
            number += 1
            yield number, *values


def split_documents(text: mmap.mmap) -> Iterator[bytes]:
    """Cut a file into its documents: at XML declarations, and behind each root's end tag."""
    position = 0
    while found := _ROOT.search(text, position):
        declaration = _DECLARATION.search(text, position, found.start())
        doctype = text.find(b"<!DOCTYPE", position, found.start())
        starts = [declaration.start() if declaration else found.start()]
        starts += [doctype] if doctype >= 0 else []
        end = _end_of_root(text, found)
        yield text[min(starts) : min(end, min(starts) + DOCUMENT_LIMIT + 1)]
        position = end


def _end_of_root(text: mmap.mmap, root: "re.Match[bytes]") -> int:
    """Find where a document ends, without trusting it to be well-formed."""
    name = re.escape(root.group(1))
    token = re.compile(
        rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?P<next><\?xml\b)"
        rb"|(?P<open><%s(?=[\s/>])[^>]*>)|(?P<close></%s\s*>)" % (name, name),
        re.DOTALL,
    )
    depth = 0
    for found in token.finditer(text, root.start()):
        if found.group("next"):
            return found.start()
        if found.group("open") and not found.group("open").endswith(b"/>"):
            depth += 1
        elif found.group("close"):
            depth -= 1
        elif not found.group("open"):
            continue
        if depth == 0:
            return found.end()
    return len(text)


def _fields(raw: bytes) -> Iterator[tuple[str | None, ...]]:
    if len(raw) > DOCUMENT_LIMIT:
        raise ValueError("longer than a document may be")
    root = fromstring(_decode(raw), forbid_dtd=True)
    envelope_id = hashlib.md5(raw.strip(), usedforsecurity=False).hexdigest()
    notifications = [element for element in root.iter() if _local(element) == "Notification"]
    if notifications:
        for notification in notifications:
            yield from _notification_fields(notification, envelope_id)
        return
    body = next((child for child in root if _local(child) == "Body"), None)
    operation = next(iter(body), root) if body is not None else root
    name = _local(operation)
    subject = _Subject(
        document_type=_OPERATIONS.get(name) or _snake(name),
        notification_id=envelope_id,
        object_type=name,
        object_id=None,
    )
    yield from _leaves(subject, operation)


def _notification_fields(
    notification: Element, envelope_id: str
) -> Iterator[tuple[str | None, ...]]:
    parts = {_local(child): child for child in notification}
    record = parts.get("sObject", notification)
    object_type = (record.get(f"{_XSI}type") or _local(record)).rpartition(":")[2]
    object_id = next((_text(child) for child in record if _local(child) == "Id"), None)
    number = _text(parts["Id"]) if "Id" in parts else None
    subject = _Subject(
        "salesforce_outbound_message",
        number or f"{envelope_id}-{object_id or ''}",
        object_type,
        object_id,
    )
    yield from _leaves(subject, record)


def _leaves(subject: _Subject, top: Element) -> Iterator[tuple[str | None, ...]]:
    """Yield the elements with text below `top`, in order; name/value pairs as one field."""
    for ordinal, (path, name, value) in enumerate(_walk(top, _local(top)), start=1):
        if value is not None and len(value) > FIELD_LIMIT:
            raise ValueError("a field is longer than a field may be")
        yield (
            subject.document_type,
            subject.notification_id,
            subject.object_type,
            subject.object_id,
            path,
            name,
            value,
            str(ordinal),
        )


def _walk(element: Element, path: str) -> Iterator[tuple[str, str, str | None]]:
    names = [_local(child) for child in element]
    count: dict[str, int] = {}
    for child, name in zip(element, names, strict=True):
        count[name] = count.get(name, 0) + 1
        repeats = names.count(name) > 1 and name not in _PAIRS
        child_path = f"{path}/{name}[{count[name]}]" if repeats else f"{path}/{name}"
        parts = {_local(part): part for part in child}
        if name in _PAIRS and "NAME" in parts:
            value = _text(parts["VALUE"]) if "VALUE" in parts else None
            yield child_path, _text(parts["NAME"]) or "", value
        elif len(child):
            yield from _walk(child, child_path)
        elif child.get(f"{_XSI}nil") != "true":
            yield child_path, name, _text(child)


def _decode(raw: bytes) -> str:
    """Decode as UTF-8 wherever that is possible, whatever is declared; else as declared.

    Senders declare ISO-8859-1 and send UTF-8; the other way round would not decode by chance.
    """
    declaration = _DECLARATION.match(raw)
    body = raw[declaration.end() :] if declaration else raw
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        declared = _ENCODING.search(declaration.group()) if declaration else None
        if declared is None or declared.group(1).lower() in (b"utf-8", b"utf8"):
            raise
        return body.decode(declared.group(1).decode())


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Element) -> str | None:
    return (element.text or "").strip() or None


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _trouble(error: Exception) -> str:
    """Say what is wrong without quoting the document."""
    if isinstance(error, ParseError):
        line, column = error.position
        return f"not well-formed at line {line}, column {column}"
    if isinstance(error, UnicodeDecodeError | LookupError):
        return "not in the encoding it declares"
    if isinstance(error, RecursionError):
        return "nested too deep"
    return str(error)
