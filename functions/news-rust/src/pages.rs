//! Pages, one template each.

use crate::feed::{Article, Kept};
use askama::Template;

#[derive(Template)]
#[template(path = "front.html")]
struct Front<'a> {
    kept: &'a Kept,
}

#[derive(Template)]
#[template(path = "article.html")]
struct Single<'a> {
    kept: &'a Kept,
    article: &'a Article,
    readings: Option<u64>,
}

#[derive(Template)]
#[template(path = "message.html")]
struct Message<'a> {
    text: &'a str,
    detail: &'a str,
}

pub fn front(kept: &Kept) -> String {
    rendered(&Front { kept })
}

pub fn article(kept: &Kept, article: &Article, readings: Option<u64>) -> String {
    rendered(&Single { kept, article, readings })
}

pub fn message(text: &str, detail: &str) -> String {
    rendered(&Message { text, detail })
}

fn rendered(page: &impl Template) -> String {
    page.render().expect("a template that writes to a String")
}

impl Article {
    /// The day of its publication, as far as the feed says.
    pub fn day(&self) -> &str {
        self.published.split('T').next().unwrap_or_default()
    }
}
