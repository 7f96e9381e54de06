# shellcheck shell=bash
# Sourced behind common.sh: the nginx that we are compared with.
nginx_port=18081

# wait_for PORT: until somebody gives its page `12k`.
wait_for() {
  for _ in {1..100}; do
    ! curl --silent --fail --output /dev/null "http://127.0.0.1:$1/12k" || return 0
    sleep 0.05
  done
  echo "nobody answers on port $1" >&2 && exit 1
}

# start_nginx [SETTING]: one worker on the first processor gives the files of $place/html from memory.
# Sets `nginx_pid`.
start_nginx() {
  cat >"$place/nginx.conf" <<CONF
daemon off; worker_processes 1; pid $place/nginx.pid; error_log $place/error.log;
events { worker_connections 4096; }
http {
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
  open_file_cache max=100; server_tokens off; default_type application/json; ${1:-}
  client_body_temp_path $place/body; proxy_temp_path $place/proxy; fastcgi_temp_path $place/fastcgi;
  uwsgi_temp_path $place/uwsgi; scgi_temp_path $place/scgi;
  server { listen 127.0.0.1:$nginx_port backlog=1024; root $place/html; }
}
CONF
  taskset --cpu-list 0 nginx -e "$place/error.log" -c "$place/nginx.conf" &
  children+=($!)
  nginx_pid=$!
  wait_for "$nginx_port"
}
