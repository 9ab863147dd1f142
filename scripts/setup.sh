#!/usr/bin/env bash
# Everything the project needs on this computer; at once where nothing is missing.
#   scripts/setup.sh            to run it
#   scripts/setup.sh --tests    to test it as well: test packages and a browser
# BAIWEN_PYTHON names the Python to use; BAIWEN_SKIP_SYSTEM=1 leaves system packages to you.

. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"

LOCK=requirements.lock
SYSTEM='libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk gettext'
if [ "${1:-}" = --tests ]; then
    LOCK=requirements-test.lock
    # Playwright brings a Node.js of its own, which needs libatomic.
    SYSTEM="$SYSTEM chromium libatomic1 poppler-utils postgresql"
fi

is_debian() { command -v apt-get >/dev/null && command -v dpkg >/dev/null; }

version_of() { "$1" -c 'import platform; print(platform.python_version())'; }

check_python() {
    find_python
    [ -z "$PYTHON" ] || return 0
    if [ -n "${BAIWEN_PYTHON:-}" ] && [ -z "$PYTHON_OLD$PYTHON_BARE" ]; then
        refuse "BAIWEN_PYTHON=$BAIWEN_PYTHON 不能运行 does not run."
    elif [ -n "$PYTHON_BARE" ]; then
        # Debian ships Python without the module that makes environments.
        PYTHON_PACKAGES=$(basename "$(realpath "$PYTHON_BARE")")-venv
    elif [ -n "$PYTHON_OLD" ]; then
        refuse "需要 Python 3.11 或更新版本 Python 3.11 or newer is needed." \
            "找到的是 Found: $PYTHON_OLD, $(version_of "$PYTHON_OLD")" \
            "Debian 12、Ubuntu 24.04 及以后的版本自带 They bring one: Debian 12, Ubuntu 24.04 and later." \
            "若已另行安装 If you have one elsewhere: make demo BAIWEN_PYTHON=/path/to/python3.11"
    else
        PYTHON_PACKAGES='python3 python3-venv'
    fi
    is_debian || refuse "需要带 venv 的 Python 3.11 或更新版本 Python 3.11 or newer with venv is needed."
}

# Elsewhere than on Debian the packages have other names: look for what they bring.
missing_elsewhere() {
    command -v msgfmt >/dev/null || echo "gettext (msgfmt)"
    "$PYTHON" - <<'PY'
from ctypes.util import find_library

for name, library in {"Pango": "pango-1.0", "PangoFT2": "pangoft2-1.0"}.items():
    if not find_library(library):
        print(f"{name} (lib{library})")
PY
    fc-list :lang=zh-cn 2>/dev/null | grep -q . || echo "Noto CJK (中文字体 Chinese fonts)"
    [ "$LOCK" = requirements.lock ] || {
        command -v chromium >/dev/null || echo "Chromium (chromium)"
        command -v pdftotext >/dev/null || echo "Poppler (pdftotext)"
    }
}

missing_packages() {
    local package
    for package in $SYSTEM; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s ' "$package"
    done
}

install_system() {
    local missing as_root=''
    if [ "${BAIWEN_SKIP_SYSTEM:-}" = 1 ]; then
        [ -z "${PYTHON_PACKAGES:-}" ] || refuse "缺少 Missing: $PYTHON_PACKAGES"
        SYSTEM_NOTE='跳过 skipped'
        return
    fi
    if ! is_debian; then
        missing=$(missing_elsewhere)
        [ -z "$missing" ] && return
        mapfile -t missing <<<"$missing"
        refuse "请用本系统的包管理器安装 Please install with your system's package manager:" \
            "${missing[@]/#/  - }" \
            "然后重试，或跳过检查 Then try again, or skip this check: BAIWEN_SKIP_SYSTEM=1 make demo"
    fi
    missing="${PYTHON_PACKAGES:+$PYTHON_PACKAGES }$(missing_packages)"
    missing=${missing% }
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ]; then
        # sudo may ask for a password only where somebody can type one.
        if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
            as_root=sudo
        else
            refuse "缺少系统组件 System packages are missing: $missing" \
                "请以管理员身份执行 Please run as root:" \
                "  apt-get update && apt-get install -y --no-install-recommends $missing" \
                "然后重试，或跳过检查 Then try again, or skip this check: BAIWEN_SKIP_SYSTEM=1 make demo"
        fi
    fi
    printf '%s … ' "$missing"
    quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update
    # shellcheck disable=SC2086  # a list of names
    quietly $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
        --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
    [ -z "${PYTHON_PACKAGES:-}" ] || find_python
    [ -n "$PYTHON" ] || {
        PYTHON_PACKAGES=
        check_python
        refuse "没有可用的 Python No usable Python."
    }
}

make_environment() {
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        quietly "$PYTHON" -m venv --clear .venv
    elif ! .venv/bin/python -c 'import pip' 2>/dev/null; then
        quietly .venv/bin/python -m ensurepip
    fi
}

# The stamp is the hash of what was installed: a changed lock is installed, an unchanged one isn't.
# The test packages contain the others, so their stamp is as good.
install_packages() {
    local runtime tests
    runtime=$(sha256sum <requirements.lock)
    tests=$(sha256sum <requirements-test.lock)
    case "$LOCK $(cat .venv/installed 2>/dev/null || true)" in
        "$LOCK $runtime$tests" | "requirements.lock $runtime") return ;;
    esac
    printf '(1 min) … '
    # The lock is complete, hence --no-deps; a source package would run unpinned build tools.
    quietly .venv/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes \
        --no-deps --only-binary :all: --no-compile -r "$LOCK"
    if [ "$LOCK" = requirements.lock ]; then
        printf '%s' "$runtime" >.venv/installed
    else
        printf '%s' "$runtime$tests" >.venv/installed
    fi
}

compile_translations() {
    local po mo
    if ! command -v msgfmt >/dev/null; then
        printf '没有 gettext，页面为英文 without gettext pages stay English … '
        return
    fi
    for po in {certificates,cms,config,config/wagtail,questionbank,exams/*}/locale/*/LC_MESSAGES/*.po; do
        mo=${po%.po}.mo
        if [ -e "$po" ] && ! [ "$mo" -nt "$po" ]; then
            quietly msgfmt --check-format -o "$mo" "$po"
        fi
    done
}

check_folder
step "检查" "Python"
check_python
step_done "${PYTHON:+$(version_of "$PYTHON")}"
step "系统组件" "System libraries"
install_system
step_done "${SYSTEM_NOTE:-}"
step "虚拟环境" "Virtual environment"
make_environment
step_done
step "软件包" "Python packages"
install_packages
step_done
step "翻译" "Translations"
compile_translations
step_done
