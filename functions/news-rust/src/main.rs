//! A news site: articles from a backend, kept in the core cache, with a count of readings in a KV store.

mod feed;
mod pages;
mod readings;

use fastly::http::{Method, StatusCode, header};
use fastly::{Error, Request, Response, mime};

fn main() -> Result<(), Error> {
    fastly::init();
    answer(&Request::from_client()).send_to_client();
    Ok(())
}

fn answer(request: &Request) -> Response {
    if ![Method::GET, Method::HEAD].contains(request.get_method()) {
        return html(StatusCode::METHOD_NOT_ALLOWED, pages::message("Send GET or HEAD.", ""))
            .with_header(header::ALLOW, "GET, HEAD");
    }
    match feed::read() {
        Ok(feed) => route(request.get_path(), &feed),
        Err(problem) => {
            eprintln!("no articles: {problem}");
            html(
                StatusCode::SERVICE_UNAVAILABLE,
                pages::message("There are no articles at the moment.", &problem.to_string()),
            )
            .with_header(header::RETRY_AFTER, "10")
        }
    }
}

fn route(path: &str, feed: &feed::Kept) -> Response {
    let name = path.strip_prefix("/articles/");
    let page = match name.and_then(|name| feed.article(name)) {
        Some(article) => {
            html(StatusCode::OK, pages::article(feed, article, readings::count(&article.id)))
        }
        None if path == "/" => html(StatusCode::OK, pages::front(feed)),
        None => html(StatusCode::NOT_FOUND, pages::message("There is no such page.", path)),
    };
    page.with_header("x-feed", feed.state())
}

fn html(status: StatusCode, page: String) -> Response {
    Response::from_status(status)
        .with_content_type(mime::TEXT_HTML_UTF_8)
        .with_header(header::CACHE_CONTROL, "no-store")
        .with_header(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'",
        )
        .with_body(page)
}
