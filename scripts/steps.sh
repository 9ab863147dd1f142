# Sourced by the scripts beside it: numbered steps with their seconds, and one way to refuse.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Packages are installed uncompiled (setup.sh): what is imported once is kept compiled.
unset PYTHONDONTWRITEBYTECODE

STEPS=${STEPS:-5}
STEP=${STEP:-0}
LOG=

# step "中文" "English": announce the next step.
step() {
    STEP=$((STEP + 1))
    STEP_STARTED=$SECONDS
    printf '[%d/%d] %s %s … ' "$STEP" "$STEPS" "$1" "$2"
}

# step_done ["note"]: end the step that was announced last.
step_done() {
    printf '%s%d s\n' "${1:+$1, }" $((SECONDS - STEP_STARTED))
}

# refuse "line"…: say what is wrong and what to do, in as many lines as it takes.
refuse() {
    printf '\n' >&2
    printf '  %s\n' "$@" >&2
    exit 1
}

# quietly COMMAND…: run it; show what it said only where it fails.
quietly() {
    [ -n "$LOG" ] || { LOG=$(mktemp); trap 'rm -f "$LOG"' EXIT; }
    "$@" >"$LOG" 2>&1 || {
        printf '\n' >&2
        grep -v '^WARNING: ' "$LOG" | tail -n 30 >&2
        refuse "命令失败 This command failed: $*"
    }
}

check_folder() {
    local folder
    for folder in . .venv var; do
        if [ -e "$folder" ] && ! [ -w "$folder" ]; then
            refuse "没有写入权限 No permission to write: $(realpath "$folder")" \
                "所有者 Owner: $(stat -c %U "$folder")，当前用户 you are: $(id -un)" \
                "请执行 Try: sudo chown -R $(id -un) '$(realpath "$folder")'"
        fi
    done
}

# find_python: set PYTHON to one that is new enough and can make virtual environments.
# Without one PYTHON stays empty, and PYTHON_OLD or PYTHON_BARE names what was found instead.
find_python() {
    local name path
    PYTHON='' PYTHON_OLD='' PYTHON_BARE=''
    for name in ${BAIWEN_PYTHON:-python3.11 python3.12 python3.13 python3.14 python3}; do
        path=$(command -v "$name") || continue
        "$path" -c '' 2>/dev/null || continue
        if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            PYTHON_OLD=${PYTHON_OLD:-$path}
        elif ! "$path" -c 'import ensurepip, venv' 2>/dev/null; then
            PYTHON_BARE=${PYTHON_BARE:-$path}
        else
            PYTHON=$path
            return
        fi
    done
}
