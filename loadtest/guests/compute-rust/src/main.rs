//! A guest that computes: parses 69 KB of JSON, chains a SHA-256 digest through its 400 orders, and renders a table of the
//! dearest. It speaks CGI, and does what ../js/compute.js does, in the same steps.

use askama::Template;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Write as _};

const ORDERS: &str = include_str!("../../orders.json");
const SHOWN: usize = 50;

#[derive(Deserialize)]
struct Order<'a> {
    #[serde(borrow)]
    id: &'a str,
    customer: &'a str,
    city: &'a str,
    lines: Vec<Line<'a>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    sku: &'a str,
    quantity: u64,
    cents: u64,
}

struct Row<'a> {
    id: &'a str,
    customer: &'a str,
    city: &'a str,
    cents: u64,
    digest: String,
}

impl Row<'_> {
    fn total(&self) -> String {
        euros(self.cents)
    }
}

#[derive(Template)]
#[template(path = "orders.html")]
struct Page<'a> {
    rows: &'a [Row<'a>],
    count: usize,
    sum: String,
    chain: &'a str,
}

fn main() -> io::Result<()> {
    let orders: Vec<Order> = serde_json::from_str(ORDERS).expect("the orders are JSON");
    let mut chain = String::new();
    let mut rows: Vec<Row> = orders
        .iter()
        .map(|order| {
            let cents = order.lines.iter().map(|line| line.quantity * line.cents).sum();
            chain = sha256(&signed(&chain, order, cents));
            Row {
                id: order.id,
                customer: order.customer,
                city: order.city,
                cents,
                digest: chain.clone(),
            }
        })
        .collect();
    rows.sort_by(|a, b| b.cents.cmp(&a.cents).then(a.id.cmp(b.id)));
    let sum = euros(rows.iter().map(|row| row.cents).sum());
    let page = Page { rows: &rows[..SHOWN], count: rows.len(), sum, chain: &chain };
    let body = page.render().expect("rendering into memory cannot fail");
    let tag = sha256(&body);
    let mut out = io::stdout().lock();
    let head = format!(
        "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n\
         ETag: \"{tag}\"\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    out.write_all((head + &body).as_bytes())?;
    out.flush()
}

fn signed(chain: &str, order: &Order, cents: u64) -> String {
    let mut text = format!("{chain}|{}|{cents}|", order.id);
    for (at, line) in order.lines.iter().enumerate() {
        let between = if at == 0 { "" } else { ";" };
        write!(text, "{between}{}:{}:{}", line.sku, line.quantity, line.cents)
            .expect("memory takes it");
    }
    text
}

fn sha256(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = Sha256::digest(text.as_bytes());
    let mut hex = String::with_capacity(64);
    for byte in digest {
        hex.push(DIGITS[usize::from(byte >> 4)] as char);
        hex.push(DIGITS[usize::from(byte & 15)] as char);
    }
    hex
}

fn euros(cents: u64) -> String {
    format!("€{}.{:02}", cents / 100, cents % 100)
}
