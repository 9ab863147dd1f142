"""Question files on the command line, without a database.

    python -m questionbank.formats check FILE [--from F] [--json]
    python -m questionbank.formats convert IN OUT [--from F] [--to F] [--json]

The exit status is 1 where a file or a question was refused or lost something, 2 for a wrong call.
"""

import argparse
import json
import sys
from pathlib import Path

from questionbank.formats.items import FileRefused
from questionbank.formats.reasons import REPAIRS, WARNINGS
from questionbank.formats.registry import FORMATS, WRITABLE, by_suffix, of_file


def main(arguments=None):
    options = _parser().parse_args(arguments)
    try:
        reading = _read(options.file, options.source)
        losses = _write(reading, options) if options.command == "convert" else ()
    except FileRefused as reason:
        return _refuse(options.file, reason.code, str(reason), as_json=options.json)
    except OSError as error:
        return _refuse(error.filename, "file_unreadable", error.strerror, as_json=options.json)
    report = reading.report() | {"lost": [_place(one) for one in losses]}
    if options.command == "check":
        del report["lost"]
    print(json.dumps(report, ensure_ascii=False) if options.json else _in_words(reading, report))
    return 1 if report["refused"] or report.get("lost") else 0


def _parser():
    parser = argparse.ArgumentParser(prog="python -m questionbank.formats")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read a file and say what would be taken")
    convert = commands.add_parser("convert", help="read a file and write it in another format")
    for command in (check, convert):
        command.add_argument("file", type=Path)
        command.add_argument("--from", dest="source", choices=FORMATS, help="else by its content")
        command.add_argument("--json", action="store_true", help="the report for machines")
    convert.add_argument("out", type=Path)
    convert.add_argument("--to", dest="target", choices=WRITABLE, help="else by the name of OUT")
    return parser


def _read(path, name):
    data = path.read_bytes()
    return (FORMATS[name] if name else of_file(data)).read(data)


def _write(reading, options):
    target = FORMATS[options.target] if options.target else by_suffix(options.out)
    media = (reading.media,) if target.HOLDS_PICTURES else ()
    written = target.write(reading.items, *media)
    # Whole or not at all: a reader of OUT never meets half a file.
    draft = options.out.with_name(f"{options.out.name}.part")
    draft.write_bytes(written.data)
    draft.replace(options.out)
    return written.losses


def _refuse(path, code, reason, *, as_json):
    if as_json:
        refused = {"where": str(path), "reason": reason}
        print(json.dumps({"accepted": 0, "repaired": 0, "refused": [refused]}, ensure_ascii=False))
    print(f"{path}：{reason}（{code}）", file=sys.stderr)
    return 1


def _place(one):
    return {"where": one.where, "reason": one.reason}


def _in_words(reading, report):
    lines = [
        f"{reading.format}：接受 {report['accepted']} 题，修正后接受 {report['repaired']} 题，"
        f"拒收 {len(report['refused'])} 题"
    ]
    for taken in reading.repaired:
        lines.append(f"  {taken.where}：{' '.join(REPAIRS[code] for code in taken.repairs)}")
    for taken in reading.taken:
        if taken.warnings:
            warnings = " ".join(WARNINGS[code] for code in taken.warnings)
            lines.append(f"  {taken.where}请核对：{warnings}")
    lines += [f"  {one['where']}：{one['reason']}" for one in report["refused"]]
    lines += [f"  {words}" for words in reading.ignored]
    lines += [f"  {one['where']} 写出时：{one['reason']}" for one in report.get("lost", [])]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
