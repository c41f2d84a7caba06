//! A program, and instances of it.

use crate::cgi;
use bytes::Bytes;
use hyper::http::request::Parts;
use std::path::Path;
use std::time::{Duration, Instant};
use wasmtime::error::Context as _;
use wasmtime::{Engine, Instance, InstancePre, Linker, Module, Store};
use wasmtime_wasi::p1::{self, WasiP1Ctx};
use wasmtime_wasi::p2::pipe::{MemoryInputPipe, MemoryOutputPipe};
use wasmtime_wasi::{I32Exit, WasiCtxBuilder};

const RESPONSE_BYTES: usize = 64 << 20;
/// Ticks of the epoch until a guest is stopped: 30 seconds, as Verge's default.
const DEADLINE: u64 = 3000;
const COMPILED: &str = "cwasm";
const WASI: &str = "wasi_snapshot_preview1";

pub struct Guest {
    prepared: InstancePre<WasiP1Ctx>,
    /// Whether WASI is all that it wants; otherwise it can be instantiated only.
    runs: bool,
}

pub struct Timing {
    /// From routed to the entry point.
    pub start: Duration,
    /// The part of it that made the instance callable.
    pub instantiation: Duration,
}

impl Guest {
    pub fn load(engine: &Engine, file: &Path) -> wasmtime::Result<Guest> {
        let module = if file.extension().is_some_and(|extension| extension == COMPILED) {
            // SAFETY: this program compiled it, with the same settings.
            unsafe { Module::deserialize_file(engine, file) }
        } else {
            Module::from_file(engine, file)
        }
        .with_context(|| format!("{}", file.display()))?;
        let runs = module.imports().all(|import| import.module() == WASI);
        let mut linker = Linker::new(engine);
        p1::add_to_linker_async(&mut linker, |context| context)?;
        linker.define_unknown_imports_as_traps(&module)?;
        Ok(Guest { prepared: linker.instantiate_pre(&module)?, runs })
    }

    /// Runs it in a new instance; gives what it wrote to standard output, or nothing where it cannot run.
    pub async fn serve(
        &self,
        routed: Instant,
        head: &Parts,
        body: Bytes,
    ) -> wasmtime::Result<(Option<Bytes>, Timing)> {
        let output = MemoryOutputPipe::new(RESPONSE_BYTES);
        let context = WasiCtxBuilder::new()
            .stdin(MemoryInputPipe::new(body.clone()))
            .stdout(output.clone())
            .inherit_stderr()
            .envs(&cgi::variables(head, body.len()))
            .build_p1();
        let begin = Instant::now();
        let (mut store, instance) = self.instance(context).await?;
        let timing = Timing { start: routed.elapsed(), instantiation: begin.elapsed() };
        if self.runs {
            let start = instance.get_typed_func::<(), ()>(&mut store, "_start")?;
            if let Err(error) = start.call_async(&mut store, ()).await
                && error.downcast_ref::<I32Exit>().is_none_or(|exit| exit.0 != 0)
            {
                return Err(error);
            }
        }
        drop(store);
        Ok((self.runs.then(|| output.contents()), timing))
    }

    /// How long each of a number of instances took to make, and to drop, in nanoseconds.
    pub async fn instantiate_many(&self, count: usize) -> wasmtime::Result<(Vec<u64>, Vec<u64>)> {
        let mut made = Vec::with_capacity(count);
        let mut dropped = Vec::with_capacity(count);
        for _ in 0..count {
            let context = WasiCtxBuilder::new().build_p1();
            let begin = Instant::now();
            let (store, _) = self.instance(context).await?;
            let end = Instant::now();
            drop(store);
            made.push((end - begin).as_nanos() as u64);
            dropped.push(end.elapsed().as_nanos() as u64);
        }
        Ok((made, dropped))
    }

    async fn instance(&self, context: WasiP1Ctx) -> wasmtime::Result<(Store<WasiP1Ctx>, Instance)> {
        let mut store = Store::new(self.prepared.module().engine(), context);
        store.set_epoch_deadline(DEADLINE);
        let instance = self.prepared.instantiate_async(&mut store).await?;
        Ok((store, instance))
    }
}
