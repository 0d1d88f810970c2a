"""Readers other than CSV: JSON, fixed width, logs, Zoom reports, XML, Parquet."""

import json

import duckdb
import pytest
from desk import Desk, column

STRUCT = "struct(key varchar, value struct(string_value varchar, int_value bigint))[]"
EVENT = [
    column("event_date", required=True, not_null=True),
    column("event_timestamp", data_type="bigint"),
    column("event_params", data_type=STRUCT),
    column("user_id", ["userId"]),
]


def test_json_rows_land_typed_with_whole_numbers_as_strings(desk: Desk) -> None:
    desk.contract("g", "events", EVENT, reader="ndjson")
    lines = [
        {"event_date": "20261024", "event_timestamp": "1792882689000000", "userId": "7"},
        {"event_date": "20261024", "event_timestamp": 5, "event_params": []},
    ]
    desk.land_one("g/e.json", "\n".join(map(json.dumps, lines)) + "\n\n")
    assert desk.rows("g.events", "event_timestamp, user_id, event_params, _line_number") == [
        (1792882689000000, "7", None, 1),
        (5, None, [], 2),
    ]


def test_json_lines_that_are_broken_cost_only_themselves(desk: Desk) -> None:
    desk.contract("g", "events", EVENT, reader="ndjson")
    bad = [
        '{"event_date":"2",',
        '{"event_date":"3","event_timestamp":"soon"}',
        '{"event_date":"4","event_params":{"key":"k"}}',
        "[1]",
        '{"event_date":"6","event_date":"6"}',
        '{"event_date":"7","event_timestamp":NaN}',
        '{"event_date":"8","user_id":"\\ud800"}',
    ]
    lines = ['{"event_date":"1"}', *bad, "", "{}", ' {"event_date":"9","new":{"a":[1]}}']
    outcome = desk.land_one("g/e.json", "\r\n".join(lines))
    assert desk.rows("g.events", "event_date, _line_number, _extra_columns") == [
        ("1", 1, None),
        ("9", 10, '{"new":{"a":[1]}}'),
    ]
    assert [row[1] for row in desk.quarantine()] == [*bad, "{}"]
    assert desk.quarantine()[-1][2] == "no value in 'event_date'"
    assert outcome.entry.rows_read == 10


def test_a_json_array_is_refused_with_the_cure(desk: Desk) -> None:
    desk.contract("g", "events", EVENT, reader="ndjson")
    outcome = desk.land_one("g/e.json", '[\n{"event_date":"1"}\n]')
    assert outcome.status == "landed"
    outcome = desk.land_one("g/f.json", '[{"event_date":"1"},{"event_date":"2"}]')
    assert outcome.status == "refused"
    assert "without an array" in outcome.cure


def test_json_without_a_required_key_is_refused(desk: Desk) -> None:
    desk.contract("g", "events", EVENT, reader="ndjson")
    outcome = desk.land_one("g/e.json", '{"date":"1"}\n{"date":"2"}\n')
    assert "required column 'event_date' is missing" in (outcome.entry.reason or "")


FIXED = [
    column("action", start=1, length=1),
    column("surname", start=2, length=6),
    column("day", start=8, length=4),
]


def test_fixed_width_cells_are_cut_by_position(desk: Desk) -> None:
    desk.contract("p", "mps", FIXED, reader="fixed_width", encoding="windows-1252")
    content = "PNOËL  2409\r\nX      2509\r\nPSHORT24\r\nPLONG  2409x\r\n\r\n"
    outcome = desk.land_one("p/mps.txt", content.encode("cp1252"))
    assert desk.rows("p.mps", "action, surname, day, _line_number") == [
        ("P", "NOËL", "2409", 1),
        ("X", None, "2509", 2),
    ]
    assert desk.quarantine() == [
        (3, "PSHORT24", "not 11 characters long"),
        (4, "PLONG  2409x", "not 11 characters long"),
    ]
    assert (outcome.entry.rows_read, outcome.entry.rows_ignored) == (4, 0)


def test_log_lines_that_are_no_text_are_set_aside(desk: Desk) -> None:
    desk.contract("w", "log", [f"g{at}" for at in range(9)], reader="weblog")
    good = b'10.0.0.1 - - [10/Oct/2026:13:55:36 +0100] "GET / HTTP/1.1" 200 5'
    desk.land_one("w/access.log-20261010", b"\n".join([good, b"\xff\xfe", good + b' "-" "x"', b""]))
    assert desk.rows("w.log", "g3, g5, g8, _line_number") == [
        ("10/Oct/2026:13:55:36 +0100", "200", None, 1),
        ("10/Oct/2026:13:55:36 +0100", "200", "x", 3),
    ]
    assert desk.quarantine() == [(2, "\\xff\\xfe", "not valid UTF-8")]


ZOOM = [
    column("section"),
    column("report_generated_at", ["Report generated time", "Report Generated"]),
    column("topic"),
    column("webinar_id", required=True),
    column("actual_duration_minutes", "Actual Duration (minutes)"),
    column("user_name", ["User Name (Original Name)", "User Name"]),
    column("email"),
    column("join_time"),
    column("time_in_session_minutes", "Time in Session (minutes)"),
]
REPORT = """Attendee Report,,,,
Report Generated:,"05/20/2026 10:00:00 AM",,,
Topic,Webinar ID,Actual Duration (minutes),,
"Pumps, sized (WB26HPT)",123 456 7890,120,,

Host Details,,,,
Attended,User Name (Original Name),Email,Join Time,
Yes,Hal,hal@x.example,05/12/2026 08:50:00 AM,
Panelist Details,
Attended,User Name,Email
Attendee Details,,,,
Attended,User Name (Original Name),Email,Join Time,Time in Session (minutes),Which pump?
Yes,Ali\0ce,alice@x.example,"05/12/2026 09:00:00 AM",30,Air
Yes,Alice,alice@x.example,"05/12/2026 09:10:00 AM",-178,
No,Bob,bob@x.example,--,--,--
Yes,Cy,cy@x.example,1,2,3,4
Other Attended
User Name,Join Time
0191***5657,09:01
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_zoom_tables_become_rows_with_the_webinars_block(
    desk: Desk, encoding: str, end: str
) -> None:
    desk.contract("z", "attendance", ZOOM, reader="zoom")
    outcome = desk.land_one("z/r.csv", REPORT.replace("\n", end).encode(encoding))
    columns = "section, user_name, email, join_time, time_in_session_minutes, _line_number"
    assert desk.rows("z.attendance", columns) == [
        ("host", "Hal", "hal@x.example", "05/12/2026 08:50:00 AM", None, 7),
        ("attendee", "Ali\0ce", "alice@x.example", "05/12/2026 09:00:00 AM", "30", 12),
        ("attendee", "Alice", "alice@x.example", "05/12/2026 09:10:00 AM", "-178", 13),
        ("attendee", "Bob", "bob@x.example", "--", "--", 14),
        ("other", "0191***5657", None, "09:01", None, 18),
    ]
    block = "report_generated_at, topic, webinar_id, actual_duration_minutes"
    assert set(desk.rows("z.attendance", block)) == {
        ("05/20/2026 10:00:00 AM", "Pumps, sized (WB26HPT)", "123 456 7890", "120")
    }
    assert desk.quarantine() == [
        (15, "Yes,Cy,cy@x.example,1,2,3,4", "7 cells where the header has 6")
    ]
    assert outcome.entry.unknown_columns == ("Attended", "Which pump?")
    assert outcome.entry.rows_read == 18


def test_zoom_hosts_are_ignored_where_the_contract_has_no_section(desk: Desk) -> None:
    desk.contract("z", "attendance", ZOOM[1:], reader="zoom")
    desk.land_one("z/r.csv", REPORT)
    assert [row[0] for row in desk.rows("z.attendance", "user_name")] == ["Ali\0ce", "Alice", "Bob"]


def test_a_zoom_report_without_its_block_is_refused(desk: Desk) -> None:
    desk.contract("z", "attendance", ZOOM, reader="zoom")
    outcome = desk.land_one("z/r.csv", "Attendee Details\nAttended,Email\nYes,a@x.example\n")
    assert "required column 'webinar_id' is missing" in (outcome.entry.reason or "")


XML = [
    "document_type",
    "notification_id",
    "object_type",
    "object_id",
    "field_path",
    "field_name",
    "field_value",
    "ordinal",
]
OUTBOUND = """<?xml version="1.0" encoding="ISO-8859-1"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>
<notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00D1</OrganizationId>
<Notification><Id>04l1</Id>
<sObject xsi:type="sf1:Contact" xmlns:sf1="urn:sobject.enterprise.soap.sforce.com">
<sf1:Id>0031</sf1:Id><sf1:LastName>Zoë O&apos;Neil </sf1:LastName><sf1:Phone xsi:nil="true"/>
</sObject></Notification>
<Notification><Id>04l2</Id>
<sObject xsi:type="sf:Lead" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
<sf:Id>00Q1</sf:Id></sObject></Notification>
</notifications></soapenv:Body></soapenv:Envelope>"""
ADD = """<Envelope><Body><AddRecipient><LIST_ID>1</LIST_ID>
<SYNC_FIELDS><SYNC_FIELD><NAME>EMAIL</NAME><VALUE>ann@x.example</VALUE></SYNC_FIELD></SYNC_FIELDS>
<COLUMN><NAME>First_Name</NAME><VALUE><![CDATA[Ann & </Envelope> Co]]></VALUE></COLUMN>
<COLUMN><NAME>Opt</NAME></COLUMN></AddRecipient></Body></Envelope>"""
SHIP = """<ShipNotice><OrderNumber>#F1001</OrderNumber>
<Items><Item><SKU>A</SKU></Item><Item><SKU>B</SKU></Item></Items></ShipNotice>"""


def test_xml_documents_end_to_end_become_fields(desk: Desk) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    desk.land_one("x/m.xml", "\n".join([OUTBOUND, ADD, SHIP]))
    fields = desk.rows(
        "x.messages", "document_type, object_type, object_id, field_path, field_name, field_value"
    )
    salesforce = "salesforce_outbound_message"
    assert fields == [
        (salesforce, "Contact", "0031", "sObject/Id", "Id", "0031"),
        (salesforce, "Contact", "0031", "sObject/LastName", "LastName", "Zoë O'Neil"),
        (salesforce, "Lead", "00Q1", "sObject/Id", "Id", "00Q1"),
        ("silverpop_add_recipient", "AddRecipient", None, "AddRecipient/LIST_ID", "LIST_ID", "1"),
        (
            "silverpop_add_recipient",
            "AddRecipient",
            None,
            "AddRecipient/SYNC_FIELDS/SYNC_FIELD",
            "EMAIL",
            "ann@x.example",
        ),
        (
            "silverpop_add_recipient",
            "AddRecipient",
            None,
            "AddRecipient/COLUMN",
            "First_Name",
            "Ann & </Envelope> Co",
        ),
        ("silverpop_add_recipient", "AddRecipient", None, "AddRecipient/COLUMN", "Opt", None),
        ("ship_notice", "ShipNotice", None, "ShipNotice/OrderNumber", "OrderNumber", "#F1001"),
        ("ship_notice", "ShipNotice", None, "ShipNotice/Items/Item[1]/SKU", "SKU", "A"),
        ("ship_notice", "ShipNotice", None, "ShipNotice/Items/Item[2]/SKU", "SKU", "B"),
    ]
    ids = [row[0] for row in desk.rows("x.messages", "notification_id")]
    assert ids[:3] == ["04l1", "04l1", "04l2"]
    assert len(set(ids)) == 4


def test_equal_xml_documents_share_their_id(desk: Desk) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    desk.land_one("x/m.xml", f"{SHIP}\n{SHIP}")
    assert len(set(desk.rows("x.messages", "notification_id"))) == 1


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<Envelope><Body><A>Smith & Co</A></Body></Envelope>", "not well-formed at line 1"),
        ("<Envelope><Body><A>x</B></Body></Envelope>", "not well-formed"),
        ("<Envelope><Body><A>cut", "not well-formed"),
        (f"<Envelope>{'<a>' * 3000}x{'</a>' * 3000}</Envelope>", "nested too deep"),
    ],
)
def test_a_broken_xml_document_is_set_aside_alone(desk: Desk, broken: str, reason: str) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    desk.land_one("x/m.xml", f'{SHIP}\n<?xml version="1.0"?>{broken}\n<?xml version="1.0"?>{SHIP}')
    assert len(desk.rows("x.messages")) == 6
    [(_, text, why)] = desk.quarantine()
    assert text.strip().endswith(broken)
    assert why.startswith(reason)


def test_a_single_broken_xml_document_is_quarantined(desk: Desk) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    assert desk.land_one("x/m.xml", "<E><A>a & b</A></E>").status == "landed"
    assert len(desk.quarantine()) == 1


def test_xml_in_the_encoding_it_declares(desk: Desk) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    declared = '<?xml version="1.0" encoding="ISO-8859-1"?><E><N>Zoë</N></E>'
    desk.deliver("x/a.xml", declared.encode("latin-1"))
    desk.deliver("x/b.xml", "<E><N>Zoë</N></E>".encode("utf-16"))
    desk.deliver("x/c.xml", "<E><N>Zoë</N></E>".encode("latin-1"))
    desk.land()
    assert desk.rows("x.messages", "field_value") == [("Zoë",), ("Zoë",)]
    assert [row[2] for row in desk.quarantine()] == ["not in the encoding it declares"]


@pytest.mark.parametrize(
    "bomb",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_entity_bombs_are_refused(desk: Desk, bomb: str) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    outcome = desk.land_one("x/m.xml", f"{SHIP}{bomb}")
    assert outcome.status == "refused"
    assert desk.rows("x.messages") == []


def test_text_that_is_no_xml_is_refused(desk: Desk) -> None:
    desk.contract("x", "messages", XML, reader="xml")
    assert desk.land_one("x/m.xml", "id,name\n1,Ann\n").status == "refused"


def test_parquet_binds_by_name_and_casts(desk: Desk) -> None:
    desk.contract(
        "q", "t", [column("id", required=True), column("n", data_type="bigint")], reader="parquet"
    )
    location = desk.deliver("q/f.parquet", b"")
    duckdb.execute(
        "copy (select 7 as \"N\", range as id, 'x' as extra from range(3)) "
        f"to '{location}' (format parquet)"
    )
    desk.land()
    assert desk.rows("q.t", "id, n, _extra_columns, _line_number") == [
        (str(at), 7, '{"extra":"x"}', at + 1) for at in range(3)
    ]
    outcome = desk.land_one("q/g.parquet", location.read_bytes()[:-20])
    assert "damaged" in (outcome.entry.reason or "")
