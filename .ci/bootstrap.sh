# shellcheck shell=bash
# Sourced by ./dev: brings a machine to the point where Odoo can start. All of it lands below one cache folder,
# so the repository stays clean, several checkouts share the work, and deleting the folder undoes everything.

SYSTEM_FONTS=fonts-liberation
# odoo-19 is in sid only. The others hold files that it merely links to; the last two fonts have changed since bookworm.
DEBIAN_PACKAGES=(odoo-19/sid fonts-roboto-unhinted/sid fonts-montserrat/sid fonts-ocr-b/sid libjs-jquery/sid
    libjs-jquery-form/sid libjs-underscore/sid fonts-font-awesome/bookworm fonts-inconsolata/bookworm)
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# Debian leaves this file out of odoo-19, and without it every page of the backend logs an error.
SELFIE_PACKAGE=@mediapipe/selfie_segmentation@0.1.1675465747
SELFIE_FOLDER=odoo/addons/mail/static/lib/selfie_segmentation

CLIENTELE_STARTED=${EPOCHREALTIME/[.,]/}

step() {
    local elapsed=$(((${EPOCHREALTIME/[.,]/} - CLIENTELE_STARTED) / 100000))
    printf '%5d.%ds  %s\n' $((elapsed / 10)) $((elapsed % 10)) "$*" >&2
}

fail() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

is_root() { [ "$(id -u)" = 0 ]; }

short_hash() { sha256sum | cut -c1-10; }

# Everything; the lock lets two checkouts start at the same time. `bootstrap linters` gets the linters too.
bootstrap() {
    choose_cache
    exec 9>"$CLIENTELE_CACHE/bootstrap.lock"
    flock -n 9 || { step "waiting for another ./dev that prepares this cache" && flock 9; }
    find_python || PYTHON=
    install_system_packages
    find_python || fail "Odoo 19 needs Python 3.10 to 3.13; set PYTHON to one"
    provide_odoo
    provide_python_packages
    [ "${1:-}" != linters ] || provide_linters
    start_postgres
    exec 9>&-
}

choose_cache() {
    local default=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/clientele
    # PostgreSQL does not run as root, and its user cannot look into root's home.
    is_root && default=/var/cache/clientele
    export CLIENTELE_CACHE=${CLIENTELE_CACHE:-$default}
    mkdir -p "$CLIENTELE_CACHE"/logs || fail "cannot write $CLIENTELE_CACHE; set CLIENTELE_CACHE"
    CLIENTELE_CACHE=$(realpath "$CLIENTELE_CACHE")
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.10}; do
        if "$candidate" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' 2>/dev/null; then
            PYTHON=$(command -v "$candidate")
            return
        fi
    done
    return 1
}

# --- what only the system's package manager can give ---------------------------------------------------------

postgres_bin() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(pg_config --bindir 2>/dev/null)"; do
        if [ -x "$folder/initdb" ]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

missing_packages() {
    postgres_bin >/dev/null || echo postgresql
    command -v chromium google-chrome chrome >/dev/null || echo chromium $SYSTEM_FONTS
    [ -n "$PYTHON" ] && "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || echo python3-venv
    command -v npm >/dev/null || echo nodejs npm
    command -v git >/dev/null || echo git
}

install_system_packages() {
    local missing
    missing=$(missing_packages | xargs)
    [ -n "$missing" ] || return 0
    local install="apt-get install -y --no-install-recommends $missing"
    is_root || fail "missing on this machine, install with: sudo $install"
    command -v apt-get >/dev/null || fail "missing on this machine: $missing"
    step "installing $missing"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive $install </dev/null >"$CLIENTELE_CACHE/logs/apt.log" 2>&1 ||
        fail "failed: $install (see $CLIENTELE_CACHE/logs/apt.log)"
    step "system packages"
}

# --- Odoo 19 --------------------------------------------------------------------------------------------------
# Sets ODOO_PATH (the folder that holds the package `odoo`) and ODOO_ADDONS (folders of addons, comma separated).

provide_odoo() {
    local home
    if [ -n "${ODOO_SRC:-}" ]; then
        use_odoo_checkout "$(realpath "$ODOO_SRC")"
    elif home=$(installed_odoo); then
        if [ -d "$home/addons/web" ]; then use_odoo_checkout "$home"; else overlay_odoo "$home"; fi
    else
        download_odoo
    fi
    export ODOO_PATH ODOO_ADDONS
}

use_odoo_checkout() {
    grep -q 'version_info = (19, 0,' "$1/odoo/release.py" 2>/dev/null || fail "no Odoo 19.0 in $1"
    ODOO_PATH=$1
    ODOO_ADDONS=$1/addons
}

# The home of an Odoo 19 that some Python of this machine can import.
installed_odoo() {
    local python command
    command=$(command -v odoo) || true
    for python in /usr/bin/python3 "$PYTHON" $(sed -n '1s/^#! *\(\/[^ ]*\).*/\1/p' "${command:-/dev/null}"); do
        (cd / && "$python" - 2>/dev/null) <<'PYTHON' && return
import os
import odoo.release
assert odoo.release.series == "19.0"
print(os.path.dirname(os.path.dirname(os.path.realpath(odoo.release.__file__))))
PYTHON
    done
    return 1
}

# An installed Odoo is read-only and lies among the system's Python packages, which must not mix with ours:
# a tree of links to it is neither.
overlay_odoo() {
    local tree
    tree=$CLIENTELE_CACHE/odoo-$(cat "$1/odoo/release.py" - <<<"$1" | short_hash)
    if [ ! -f "$tree/.done" ]; then
        rm -rf "$tree" && mkdir -p "$tree"
        cp -as "$1/odoo" "$tree/"
        supply_selfie "$tree"
        touch "$tree/.done"
        step "Odoo 19 of $1"
    fi
    ODOO_PATH=$tree
    ODOO_ADDONS=$tree/odoo/addons
}

download_odoo() {
    local tree=$CLIENTELE_CACHE/odoo-debian
    if [ ! -f "$tree/.done" ]; then
        step "downloading Odoo 19 (Debian's odoo-19, about 125 MB)"
        fetch_debian_packages
        rm -rf "$tree" && mkdir -p "$tree"
        unpack_debian_packages "$tree"
        supply_selfie "$tree/usr/lib/python3/dist-packages"
        touch "$tree/.done"
        step "Odoo 19 unpacked"
    fi
    ODOO_PATH=$tree/usr/lib/python3/dist-packages
    ODOO_ADDONS=$ODOO_PATH/odoo/addons
}

# The mirror is the one that this machine already uses; its own package lists stay as they are.
fetch_debian_packages() {
    local apt=$CLIENTELE_CACHE/apt mirror
    mirror=${CLIENTELE_DEBIAN_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 2>/dev/null | grep -m1 -E '/debian/?$')} ||
        fail "no Odoo 19 here: set ODOO_SRC to a checkout, or CLIENTELE_DEBIAN_MIRROR to a Debian mirror"
    [ -f $DEBIAN_KEYRING ] || fail "missing on this machine, install with: sudo apt-get install -y debian-archive-keyring"
    mkdir -p "$apt"/{lists/partial,cache/archives/partial,deb}
    # apt drops to its own user for downloads, who may not write here
    local private=(-o Dir::Etc::sourcelist="$apt/debian.sources" -o Dir::Etc::sourceparts=- -o APT::Sandbox::User=
        -o Dir::State::lists="$apt/lists" -o Dir::Cache="$apt/cache")
    printf 'Types: deb\nURIs: %s\nSuites: sid bookworm\nComponents: main\nSigned-By: %s\n' "$mirror" $DEBIAN_KEYRING \
        >"$apt/debian.sources"
    cd "$apt/deb"
    { apt-get "${private[@]}" update && apt-get "${private[@]}" download "${DEBIAN_PACKAGES[@]}"; } \
        >"$CLIENTELE_CACHE/logs/odoo-download.log" 2>&1 ||
        fail "Odoo could not be downloaded (see $CLIENTELE_CACHE/logs/odoo-download.log)"
    cd "$OLDPWD"
}

# Without most translations and the second copy of the addons: 355 MB instead of 1.2 GB.
unpack_debian_packages() {
    local package
    for package in "$CLIENTELE_CACHE"/apt/deb/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$1" --no-same-owner \
            --exclude='*/i18n/*.po' --exclude=./usr/lib/python3/dist-packages/addons --exclude=./usr/share/doc
    done
}

supply_selfie() {
    [ ! -f "$1/$SELFIE_FOLDER/selfie_segmentation.js" ] || return 0
    local scratch
    scratch=$(mktemp -d)
    (cd "$scratch" && npm pack --silent $SELFIE_PACKAGE </dev/null >/dev/null 2>&1 && tar -xzf ./*.tgz) ||
        fail "npm could not fetch $SELFIE_PACKAGE"
    install -Dm644 "$scratch/package/selfie_segmentation.js" "$1/$SELFIE_FOLDER/selfie_segmentation.js"
    rm -rf "$scratch"
}

# --- Python ---------------------------------------------------------------------------------------------------

provide_python_packages() { VENV=$(make_venv python "$ROOT/.ci/requirements.txt") && export VENV; }

# make_venv NAME LOCK prints the folder of an environment that holds exactly the lock's packages.
make_venv() {
    local venv
    venv=$CLIENTELE_CACHE/$1-$({ cat "$2" && "$PYTHON" -V; } | short_hash)
    if [ ! -f "$venv/.done" ]; then
        rm -rf "$venv"
        "$PYTHON" -m venv "$venv"
        install_requirements "$venv" "$2" >"$CLIENTELE_CACHE/logs/$1.log" 2>&1 ||
            fail "Python packages could not be installed (see $CLIENTELE_CACHE/logs/$1.log)"
        touch "$venv/.done"
        step "Python packages ($1)"
    fi
    echo "$venv"
}

install_requirements() {
    if "$1/bin/python" -m pip install uv; then
        UV_CACHE_DIR=$CLIENTELE_CACHE/uv "$1/bin/uv" pip install --python "$1/bin/python" -r "$2" && return
    fi
    "$1/bin/python" -m pip install -r "$2"
}

provide_linters() {
    LINT_VENV=$(make_venv linters "$ROOT/.ci/requirements-lint.txt")
    local home
    home=$CLIENTELE_CACHE/eslint-$(short_hash <"$ROOT/.ci/package-lock.json")
    if [ ! -f "$home/.done" ]; then
        rm -rf "$home" && mkdir -p "$home"
        cp "$ROOT/.ci/package.json" "$ROOT/.ci/package-lock.json" "$home"
        (cd "$home" && npm ci </dev/null) >"$CLIENTELE_CACHE/logs/eslint.log" 2>&1 ||
            fail "eslint could not be installed (see $CLIENTELE_CACHE/logs/eslint.log)"
        touch "$home/.done"
        step "eslint"
    fi
    export LINT_VENV NODE_PATH=$home/node_modules
}

# --- PostgreSQL -----------------------------------------------------------------------------------------------
# A private cluster behind a socket; the distribution's own cluster is never touched.

start_postgres() {
    local bin
    bin=$(postgres_bin)
    unset PGPASSWORD PGDATABASE PGSERVICE PGHOSTADDR
    export PGUSER=odoo PGPORT=5432 PGHOST
    PGHOST=$CLIENTELE_CACHE/postgres-$("$bin/postgres" --version | grep -oE '[0-9]+' | head -1)
    # the kernel allows 107 characters for the path of a socket
    [ ${#PGHOST} -lt 90 ] || fail "the path of CLIENTELE_CACHE is too long for PostgreSQL's socket"
    POSTGRES=("$bin/pg_ctl" -D "$PGHOST/data")
    as_postgres "${POSTGRES[@]}" status >/dev/null && return
    if [ ! -f "$PGHOST/data/.done" ]; then
        mkdir -p "$PGHOST" && rm -rf "$PGHOST/data"
        ! is_root || chown postgres: "$PGHOST"
        as_postgres "$bin/initdb" -D "$PGHOST/data" -U odoo --auth=trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null ||
            fail "PostgreSQL's user cannot write below $CLIENTELE_CACHE; set CLIENTELE_CACHE to another folder"
        as_postgres touch "$PGHOST/data/.done"
    fi
    # The data can be made again by a command, so speed beats safety.
    as_postgres "${POSTGRES[@]}" -w -t 120 -l "$PGHOST/log" -o "-k $PGHOST -c listen_addresses= -c max_connections=150 \
        -c shared_buffers=512MB -c maintenance_work_mem=256MB -c max_wal_size=4GB -c fsync=off -c synchronous_commit=off \
        -c full_page_writes=off" start >/dev/null || fail "PostgreSQL does not start (see $PGHOST/log)"
    step "PostgreSQL up"
}

# The server outlives this command, so it must hold neither its lock nor its output.
as_postgres() {
    local user=()
    ! is_root || user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    (cd / && "${user[@]}" "$@" 9>&- 2>&1 </dev/null)
}
