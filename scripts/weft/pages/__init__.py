"""Pages in HTML: one file each, without scripts, fonts or pictures from elsewhere."""

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined


def page(package: str, template: str, **names: object) -> str:
    """Fill in a template of a package; it may extend `page.html`, and import `charts.html`."""
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("weft.pages")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**names)
