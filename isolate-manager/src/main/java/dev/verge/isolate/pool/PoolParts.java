package dev.verge.isolate.pool;

/** What all runs of guests share. */
record PoolParts(
    IdleIsolates idle,
    WaitingGuests waiting,
    Watchdog watchdog,
    GuestMemoryBudget memory,
    TenantAccounts tenants) {}
