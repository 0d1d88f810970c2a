"""Settings of the sample: how dirty it is, and what is planted in it."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from weft.errors import WeftError

DEFAULTS = Path(__file__).with_name("noise.yml")


@dataclass(frozen=True)
class People:
    """What people are and do; rates explained in noise.yml."""

    shared_mailbox: float
    shared_card: float
    shared_device: float
    device_handed_on: float
    twins: float
    similar_siblings: float
    namesakes: float
    name_change: float
    double_barrelled: float
    recycled_phone: float
    number_change: float
    mover: float
    lone_mover: float
    deceased: float
    staff: float
    test: float
    second_account: float
    crm_twin: float
    crm_merge: float
    abroad: float
    strangers: float
    bots: float


@dataclass(frozen=True)
class Records:
    """What happens to a person's data in one record; rates explained in noise.yml."""

    email_case_and_space: float
    email_typo: float
    plus_tag: float
    email_missing: float
    email_dummy: float
    phone_missing: float
    phone_dummy: float
    phone_damaged: float
    nickname: float
    initial_only: float
    name_swapped: float
    name_typo: float
    name_case: float
    diacritics_lost: float
    maiden_name_kept: float
    title_missing: float
    middle_name: float
    address_variant: float
    address_missing: float
    postcode_damaged: float
    birth_date_default: float
    birth_date_swapped: float
    birth_date_missing: float
    null_word: float


@dataclass(frozen=True)
class Deliveries:
    """How files arrive; rates explained in noise.yml."""

    daily: float
    redelivered_file: float
    late_row: float
    broken_row: float
    broken_line: float
    bom: float
    snapshot_months: int
    old_header_until: float


@dataclass(frozen=True)
class Effects:
    """What is planted for tests to find; explained in noise.yml."""

    emails_sent_share: float
    over_contacted: float
    fatigue_at_three: float
    fatigue_at_four: float
    preferred_channel_lift: float
    other_channel_drag: float
    mail_lift: float
    holdout: float
    opt_out_yearly: float
    late_opt_out: float
    forwarded_purl: float
    forwarded_signs_in: float
    privacy_proxy: float
    link_scanner: float
    visits_yearly: float
    orders_yearly: float
    abandoned: float
    premium_interest: float
    complaint: float
    returned_order: float
    cancelled_order: float
    thank_you_reload: float


@dataclass(frozen=True)
class Settings:
    """All settings, in their four groups."""

    people: People
    records: Records
    deliveries: Deliveries
    effects: Effects

    def groups(self) -> dict[str, dict[str, float]]:
        """Give each group's values by name, for the world's SQL to read."""
        return asdict(self)


Group = TypeVar("Group", People, Records, Deliveries, Effects)


def load_settings(path: Path | None = None) -> Settings:
    """Read the default settings, and over them those of `path`.

    Raises WeftError for a file that is no YAML mapping, an unknown group or name, or a value
    that is no number of zero or more.
    """
    values: dict[str, dict[str, Any]] = yaml.safe_load(DEFAULTS.read_text(encoding="utf-8"))
    if path is not None:
        for group, own in _mapping(path).items():
            if group not in values:
                raise WeftError(
                    f"{path}: there is no group of settings `{group}`",
                    f"The groups are {', '.join(values)}.",
                )
            unknown = sorted(set(own) - set(values[group]))
            if unknown:
                raise WeftError(
                    f"{path}: `{group}` has no setting `{unknown[0]}`",
                    f"See {DEFAULTS.name} beside the sample package for the names.",
                )
            values[group] |= own
    return Settings(
        people=_group(People, values["people"]),
        records=_group(Records, values["records"]),
        deliveries=_group(Deliveries, values["deliveries"]),
        effects=_group(Effects, values["effects"]),
    )


def _mapping(path: Path) -> dict[str, dict[str, Any]]:
    """Read a settings file as groups of settings."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise WeftError(f"{path}: {error.strerror}", "Name a file that can be read.") from error
    except yaml.YAMLError as error:
        raise WeftError(f"{path}: {error}", "Write it as YAML.") from error
    if not isinstance(content, dict) or not all(isinstance(v, dict) for v in content.values()):
        raise WeftError(
            f"{path}: expected groups of settings", "Write `group:` and its settings under it."
        )
    return content


def _group(kind: type[Group], values: dict[str, Any]) -> Group:
    """Check the values of one group and give it its type."""
    for field in fields(kind):
        value = values[field.name]
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise WeftError(
                f"setting {field.name}: expected a number of zero or more, found {value!r}",
                "Correct it in the settings file.",
            )
    return kind(**values)
