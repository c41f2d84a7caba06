//! A small website that is rendered for every request: a filtered and sorted table, a page for
//! each row, a form, and a page that shows the request itself.

mod cgi;
mod moons;
mod pages;

use cgi::{Request, Response};

fn main() -> std::io::Result<()> {
    let request = Request::from_env();
    route(&request).send(std::io::stdout().lock())
}

fn route(request: &Request) -> Response {
    let method = request.method.as_str();
    let segments: Vec<&str> = request.path.split('/').skip(1).collect();
    let reading = matches!(method, "GET" | "HEAD");
    match segments.as_slice() {
        [""] if reading => pages::list(request),
        ["moons", slug] if reading => pages::moon(request, slug),
        ["postcard"] if reading => pages::postcard(request),
        ["postcard"] if method == "POST" => pages::postcard_sent(request),
        ["request"] => pages::request(request),
        ["style.css"] if reading => pages::stylesheet(request),
        ["postcard"] => pages::method_not_allowed("GET, HEAD, POST"),
        [""] | ["moons", _] | ["style.css"] => pages::method_not_allowed("GET, HEAD"),
        _ => pages::not_found(request),
    }
}
