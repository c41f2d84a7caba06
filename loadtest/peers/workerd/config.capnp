# workerd as a peer. Each work item has a socket and a worker of its own, which is the shortest way there is; `cold` answers
# through the worker loader. The command line gives the addresses: --socket-addr=hello=127.0.0.1:PORT
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "hello", worker = .hello),
    (name = "page", worker = .page),
    (name = "compute", worker = .compute),
    (name = "dispatcher", worker = .dispatcher),
  ],
  sockets = [
    (name = "hello", http = (), service = "hello"),
    (name = "page", http = (), service = "page"),
    (name = "compute", http = (), service = "compute"),
    (name = "cold", http = (), service = "dispatcher"),
  ],
);

const hello :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "worker-hello.js")],
  compatibilityDate = "2026-11-01",
);

const page :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "worker-page.js")],
  compatibilityDate = "2026-11-01",
);

const compute :Workerd.Worker = (
  modules = [(name = "main.js", esModule = embed "worker-compute.js")],
  compatibilityDate = "2026-11-01",
);

const dispatcher :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "dispatcher.js"),
    (name = "worker-hello.js.txt", text = embed "worker-hello.js"),
    (name = "worker-page.js.txt", text = embed "worker-page.js"),
  ],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "loader", workerLoader = (id = "cold"))],
);
