#!/usr/bin/env bash
# The site with the first county's exam, on this computer: `make demo [FRESH=1] [PORT=8000]`.

STEPS=8
. "$(dirname "${BASH_SOURCE[0]}")/steps.sh"
PORT=${PORT:-8000}

# What would stop us after minutes of work is asked first.
check_folder
find_python
[ -z "$PYTHON" ] || "$PYTHON" scripts/serve.py --check --port "$PORT"

if [ "${FRESH:-}" = 1 ]; then
    if [ -n "${BAIWEN_VAR:-}" ] || [ -L var ]; then
        refuse "FRESH=1 只清空本项目的 var/ FRESH=1 only empties the project's own var/." \
            "请自行处理 Please remove it yourself: ${BAIWEN_VAR:-$(realpath var)}"
    fi
    echo "清空 Removing var/ …"
    rm -rf var
fi

. scripts/setup.sh

# What is in var/ (personal data, passwords, secrets) is its owner's alone.
umask 077
# Certificates carry the address of their verification page.
export BAIWEN_SITE_URL=${BAIWEN_SITE_URL:-http://127.0.0.1:$PORT}

step "数据库" "Database"
quietly .venv/bin/python manage.py migrate --verbosity 0
step_done
step "内容与首场考试" "Content and the first county's exam"
echo
.venv/bin/python manage.py demo
printf '      '
step_done
step "启动服务" "Starting the server"
echo
rm -f "$LOG"
exec .venv/bin/python scripts/serve.py --port "$PORT"
