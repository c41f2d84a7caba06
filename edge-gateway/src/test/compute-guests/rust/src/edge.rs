//! What the edge knows and does: places, devices, rates, logs, purges, the runtime itself, hand-offs.

use crate::{Answer, number, optional, parameter};
use fastly::erl::{CounterDuration, ERL, Penaltybox, RateCounter, RateWindow};
use fastly::image_optimizer::{ImageOptimizerOptions, ImageOptimizerRegion};
use fastly::log::Endpoint;
use fastly::shielding::Shield;
use fastly::{Request, compute_runtime};
use std::io::Write;
use std::time::Duration;

pub fn answer(route: &str, request: Request) -> Option<Answer> {
    Some(match route {
        "geo" => {
            match fastly::geo::geo_lookup(parameter(&request, "ip").parse().expect("an address")) {
                Some(place) => format!(
                    "{} {} {} {:.2} {:.2} {}",
                    place.city(),
                    place.country_code(),
                    place.as_number(),
                    place.latitude(),
                    place.longitude(),
                    place.as_name()
                )
                .into(),
                None => "none".into(),
            }
        }
        "device" => match fastly::device_detection::lookup(&parameter(&request, "agent")) {
            Some(device) => format!(
                "{:?} {:?} mobile={:?}",
                device.device_name(),
                device.brand(),
                device.is_mobile()
            )
            .into(),
            None => "none".into(),
        },
        #[allow(deprecated)]
        "agent" => match fastly::experimental::uap_parse(&parameter(&request, "agent")) {
            Ok(parsed) => format!("{parsed:?}").into(),
            Err(_) => "error".into(),
        },
        "rate" => {
            let counter = RateCounter::open("requests");
            let entry = parameter(&request, "entry");
            counter.increment(&entry, number(&request, "by", 1) as u32).expect("a counter");
            format!(
                "count={} rate={}",
                counter.lookup_count(&entry, CounterDuration::SixtySecs).expect("a count"),
                counter.lookup_rate(&entry, RateWindow::TenSecs).expect("a rate") > 0
            )
            .into()
        }
        "penalty" => {
            let limits = ERL::open(RateCounter::open("limited"), Penaltybox::open("box"));
            let entry = parameter(&request, "entry");
            let mut blocked = Vec::new();
            for _ in 0..number(&request, "times", 5) {
                let over = limits
                    .check_rate(&entry, 30, RateWindow::TenSecs, 10, Duration::from_secs(60))
                    .expect("a check");
                blocked.push(over.to_string());
            }
            let boxed = Penaltybox::open("box").has(&entry).expect("a box");
            format!("{} boxed={boxed}", blocked.join(",")).into()
        }
        "penalty-box" => {
            let penalties = Penaltybox::open("box");
            let before = penalties.has("by-hand").expect("a box");
            penalties.add("by-hand", Duration::from_secs(60)).expect("a box");
            format!("{before} {}", penalties.has("by-hand").expect("a box")).into()
        }
        "log" => {
            let mut endpoint = Endpoint::from_name(&parameter(&request, "endpoint"));
            writeln!(endpoint, "{}", parameter(&request, "line")).expect("an endpoint");
            println!("on standard output");
            eprintln!("on standard error");
            format!("{} {:?}", endpoint.name(), Endpoint::try_from_name("stdout").is_err()).into()
        }
        "purge" => {
            let key = parameter(&request, "key");
            let purged = if optional(&request, "soft").is_some() {
                fastly::http::purge::soft_purge_surrogate_key(&key)
            } else {
                fastly::http::purge::purge_surrogate_key(&key)
            };
            purged.is_ok().to_string().into()
        }
        "runtime" => format!(
            "vcpu={} heap={} host={} version={} service={} sandbox={} staging={}",
            compute_runtime::elapsed_vcpu_ms().is_ok(),
            compute_runtime::heap_memory_snapshot_mib().expect("a size") > 0,
            compute_runtime::hostname(),
            compute_runtime::service_version(),
            !compute_runtime::service_id().is_empty(),
            !compute_runtime::sandbox_id().is_empty(),
            compute_runtime::is_staging()
        )
        .into(),
        "products" => match compute_runtime::products() {
            Ok(products) => format!(
                "domain={} image={} origin={}",
                products.domain_inspector, products.image_optimizer, products.origin_inspector
            )
            .into(),
            Err(status) => format!("{status:?}").into(),
        },
        "vcpu" => {
            let before = compute_runtime::elapsed_vcpu_ms().expect("a time");
            let mut sum = 0_u64;
            let mut rounds = 0;
            while compute_runtime::elapsed_vcpu_ms().expect("a time") < before + 5
                && rounds < 100_000
            {
                for value in 0..10_000 {
                    sum = std::hint::black_box(sum.wrapping_add(value));
                }
                rounds += 1;
            }
            (compute_runtime::elapsed_vcpu_ms().expect("a time") >= before + 5).to_string().into()
        }
        "shield" => match Shield::new(parameter(&request, "name")) {
            Ok(shield) => {
                let plain = shield.unencrypted_backend().map(|backend| {
                    crate::send::told(
                        Request::get("http://guest.example/echo").with_pass(true).send(backend),
                    )
                });
                format!("here={} {plain:?}", shield.running_on()).into()
            }
            Err(status) => format!("{status:?}").into(),
        },
        "image" => {
            let image = Request::get("http://guest.example/image.png");
            let options = ImageOptimizerOptions::from_region(ImageOptimizerRegion::EuWest);
            match image.with_image_optimizer(options).send("origin") {
                Ok(response) => {
                    let error = response.get_header_str("fastly-io-error").map(str::to_owned);
                    format!("{} {error:?}", response.get_status().as_u16()).into()
                }
                Err(error) => format!("{:?}", error.root_cause()).into(),
            }
        }
        "websocket" => match request.handoff_websocket("origin") {
            Ok(()) => Answer::Sent,
            Err(error) => format!("{:?}", error.root_cause()).into(),
        },
        "fanout" => match request.handoff_fanout("origin") {
            Ok(()) => Answer::Sent,
            Err(error) => format!("{:?}", error.root_cause()).into(),
        },
        "inspect" => {
            let config = fastly::security::InspectConfig::from_request(&request).corp("verge").workspace("tests");
            match fastly::security::inspect(config) {
                Ok(result) => format!("{} {:?}", result.status(), result.verdict()).into(),
                Err(error) => format!("{error:?}").into(),
            }
        }
        "environment" => {
            let mut names: Vec<String> = std::env::vars()
                .map(|(name, _)| name)
                .filter(|name| name.starts_with("FASTLY_"))
                .collect();
            names.sort();
            names.join(",").into()
        }
        "clock" => {
            let start = std::time::Instant::now();
            std::thread::sleep(Duration::from_millis(20));
            let wall = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .expect("after 1970");
            format!(
                "{} {}",
                start.elapsed() >= Duration::from_millis(20),
                wall.as_secs() > 1_700_000_000
            )
            .into()
        }
        _ => return None,
    })
}
