"""The warehouse's shipping desk: the parcels of each week."""

from weft.sample.context import Context
from weft.sample.files import Column


def write(context: Context) -> None:
    """Write `despatch/shipments_YYYY-MM-DD.csv`, with the columns the desk chose at the time."""
    context.run_file("despatch")
    for is_old in (True, False):
        context.extracts.write(
            "parcel",
            _columns(is_old),
            path="delivered_on || '/despatch/shipments_' || delivered_on || '.csv'",
            order_by="shipped_at, parcel_key",
            where=f"{'' if is_old else 'not '}is_old_delivery(delivered_on)",
            break_by="parcel_key",
        )
    context.drop(["parcel"])


def _columns(is_old: bool) -> list[Column]:
    """Give the columns of the export; the older one wrote the group before each name."""
    number = (
        ("Order - Number", "order_name") if is_old else ("Order Number", "ltrim(order_name, '#')")
    )
    shipped = (
        ("Date - Shipped Date", "strftime(shipped_at, '%d/%m/%Y')")
        if is_old
        else ("Ship Date", "strftime(shipped_at, '%Y-%m-%d %H:%M')")
    )
    columns: list[Column] = [
        number,
        ("Date - Order Date", "strftime(ordered_on, '%d/%m/%Y')"),
        shipped,
        ("Ship To - Name", "recipient"),
        ("Ship To - Company", "company_name"),
        ("Ship To - Address 1", "street"),
        ("Ship To - City", "city"),
        ("Ship To - State", "region"),
        ("Ship To - Postal Code", "postcode"),
        (
            "Ship To - Country",
            "case when not chance('country in words', parcel_key, 0.2) then country_code else "
            "case country_code when 'GB' then 'United Kingdom' when 'IE' then 'Ireland' "
            "when 'FR' then 'France' when 'DE' then 'Germany' else 'United States' end end",
        ),
        (
            "Customer - Email",
            "case when chance('email passed on', purchase_id, 0.7) then email end",
        ),
        ("Carrier - Name", "carrier"),
        ("Carrier - Service Selected", "'Tracked 48'"),
        ("Service - Confirmation Type", "'Delivery'"),
        ("Shipment - Carrier", "carrier"),
        ("Shipment - Service", "'Tracked 48'"),
        (
            "Shipment - Tracking Number",
            "case when chance('digits lost', parcel_key, 0.005) "
            "then tracking[1] || '.' || tracking[2:6] || 'E+21' else tracking end",
        ),
        ("Shipment - Package Count", "1"),
        ("Shipment - Weight (Oz)", "10 + whole('weight', parcel_key, 300)"),
        ("Shipment - Zone", "null"),
        ("Shipping Rate", "(2.9 + whole('rate', parcel_key, 400) / 100.0)::decimal(8, 2)"),
        ("Items - SKUs", "skus"),
        ("Items - Count", "units"),
    ]
    if not is_old:
        return columns
    return [*columns, *((f"Custom - Field {n}", "null") for n in (1, 2, 3))]
