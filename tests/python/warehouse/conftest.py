"""One whole run on a small sample, shared by all tests that hold its result against the truth."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from whole_run import RUN_AT, weft

from harness import ROOT, Pipeline


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Extracts and truth of 1,200 customers over 18 months."""
    out = tmp_path_factory.mktemp("sample") / "sample"
    done = weft(
        *("sample", "--customers", "1200", "--months", "18", "--seed", "11", "--out", str(out)),
        warehouse=out,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture(scope="session")
def published(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the warehouse that a run published from the sample."""
    pipeline = Pipeline(ROOT, tmp_path_factory.mktemp("published") / "warehouse")
    done = pipeline.weft("run", "--from", str(sample / "extracts"), "--run-at", RUN_AT)
    assert done.code == 0, done.output[-6000:]
    return pipeline.warehouse


@pytest.fixture(scope="session")
def db(published: Path, sample: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, with each truth file as a view truth.<name>."""
    connection = duckdb.connect()
    connection.execute(f"attach '{published / 'weft.duckdb'}' as weft (read_only)")
    connection.execute(f"attach '{published / 'build.duckdb'}' as build (read_only)")
    connection.execute("create schema truth")
    # The names visitors have in their sources are not published; the candidate is not kept open.
    connection.execute(
        """
        create table truth.visitor_names as
        select visitor_key, source_system, visitor_id from build.conformed.visitors__unioned
        """
    )
    # Nor what records say of a person: which of them give anything that is her own.
    connection.execute(
        """
        create table truth.telling_records as
        select record_key from build.identity.people__standardised
        where coalesce(cast(birth_date as varchar), email_key, mobile_key) is not null
        """
    )
    # Nor each record's mailbox.
    connection.execute(
        """
        create table truth.record_emails as
        select record_key, email from build.conformed.people__unioned
        where email is not null and not coalesce(is_deleted, false)
        """
    )
    # What the server's logs say, request by request, and what was searched for.
    connection.execute(
        """
        create table truth.log_requests as
        select
            r.site_name, r.requested_at, r.ip_address, r.user_agent,
            split_part(r.target, '?', 1) as path,
            b.ip_address is not null as is_robot,
            coalesce(b.has_robot_pace or b.has_no_assets or b.has_errors_only, false)
                as behaves_like_one
        from build.staging.stg_weblog__requests as r
        left join build.conformed.weblog__robots as b
            on r.ip_address = b.ip_address and r.user_agent is not distinct from b.user_agent
        where r.method is not null
        """
    )
    connection.execute(
        """
        create table truth.log_events as
        select * from build.conformed.weblog__web_events
        where host = 'www.lindenhotels.example' and not is_bot
        """
    )
    connection.execute(
        """
        create table truth.search_terms as
        select mention_key, brand_key, trim(plain_headline) as term
        from build.activity.topic_mentions__stacked
        where said_in = 'search'
        """
    )
    # Nor which piece of mail a send was.
    connection.execute(
        """
        create table truth.piece_names as
        select send_key, source_id as urn, campaign_code from build.conformed.sends__unioned
        where source_system = 'mail_house'
        """
    )
    # Nor permission of the past.
    connection.execute(
        "create table truth.permission_periods as select * from build.contact.permission_periods"
    )
    connection.execute("detach build")
    for path in sorted((sample / "truth").glob("*.parquet")):
        connection.execute(f"create view truth.{path.stem} as select * from read_parquet('{path}')")
    # What a customer is in truth: the person most of her records were written for.
    connection.execute(
        """
        create table truth.customer_person as
        with counted as (
            select customer_key, person_id, count(*) as records
            from weft.marts.customer_records
            join truth.records using (source_system, source_id)
            where person_id is not null
            group by all
        )
        select customer_key, max_by(person_id, (records, -person_id)) as person_id
        from counted group by customer_key
        """
    )
    yield connection
    connection.close()
