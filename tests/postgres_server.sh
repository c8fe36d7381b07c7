# A PostgreSQL server of its own for a script, which reads this file: it leaves `$bin`, `$work` and `$port`, and the server
# ends with the script. The socket lies in `$work/socket`.

bin="$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)"
work="$(mktemp -d)"
chmod 755 "$work"
port=$((20000 + RANDOM % 20000))

# PostgreSQL does not run as root.
as_server() {
    if [[ $(id -u) == 0 ]]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

stop() {
    as_server "$bin/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap stop EXIT

# given_to_server PATH…: what the server has to own.
given_to_server() {
    [[ $(id -u) != 0 ]] || chown postgres "$@"
}

# made OWNER OPTION…: an empty data folder, by the options of initdb.
made() {
    local owner="$1"
    shift
    mkdir "$work/socket" "$work/data" "$work/run"
    given_to_server "$work/socket" "$work/data"
    as_server "$bin/initdb" -D "$work/data" -U "$owner" -E UTF8 "$@" >/dev/null
}

# started OPTIONS: the server, with these options beside its own.
started() {
    as_server "$bin/pg_ctl" -D "$work/data" -w -l "$work/data/log" \
        -o "-p $port -k $work/socket -c fsync=off $1" start >/dev/null
}
