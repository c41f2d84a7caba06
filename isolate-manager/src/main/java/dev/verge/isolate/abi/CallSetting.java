package dev.verge.isolate.abi;

import dev.verge.isolate.GuestConfig;
import dev.verge.isolate.VersionId;
import dev.verge.isolate.engine.MemoryAccount;
import dev.verge.isolate.exchange.Exchange;
import dev.verge.isolate.exchange.RequestHead;
import dev.verge.isolate.platform.assets.AssetTree;
import dev.verge.isolate.platform.logs.FunctionLog;
import java.util.function.LongSupplier;

/**
 * What a request's call is made from.
 *
 * @param version whose guest it is
 * @param config the version's configuration
 * @param assets the version's files
 * @param head the request to show the guest: the exchange's own, or another after a local redirect
 * @param exchange body in, response out
 * @param log the function's log
 * @param cpuNanos CPU time that this run has used so far, in nanoseconds
 * @param memory asked when this run needs more of this process's memory, beside the guest's own
 * @param next where more requests come from
 */
public record CallSetting(
    VersionId version,
    GuestConfig config,
    AssetTree assets,
    RequestHead head,
    Exchange exchange,
    FunctionLog log,
    LongSupplier cpuNanos,
    MemoryAccount memory,
    NextRequests next) {}
