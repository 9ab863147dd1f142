import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from exams.analysis import measuring
from exams.analysis.models import ItemStatistic


class Command(BaseCommand):
    help = "Compute the statistics of every item version on scored papers anew, and show them."

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", action="store_true", help="one JSON object on standard output"
        )

    def handle(self, **options):
        n_measured = measuring.measure_all(now=timezone.now())
        self.stderr.write(f"{n_measured} item versions measured", style_func=str)
        found = ItemStatistic.objects.select_related("version__item").order_by(
            "version__item__code", "version__number"
        )
        if options["json"]:
            items = [as_json(figures) for figures in found]
            self.stdout.write(json.dumps({"items": items}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(line(figures) for figures in found))


def as_json(figures):
    return {
        "code": figures.version.item.code,
        "version": figures.version.number,
        "kind": figures.version.kind,
        **{
            name: getattr(figures, name)
            for name in (
                "n", "facility", "discrimination", "item_total_r", "d27", "upper", "lower",
                "omitted", "not_reached", "options", "flags",
            )
        },
    }  # fmt: skip


def line(figures):
    r = "—" if figures.discrimination is None else f"{figures.discrimination:.2f}"
    return (
        f"{figures.version!s:14} n={figures.n:<6} p={figures.facility:.2f}  r={r:>5}  "
        f"{' '.join(figures.flags)}"
    )
