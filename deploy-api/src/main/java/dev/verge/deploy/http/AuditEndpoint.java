package dev.verge.deploy.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.verge.deploy.access.Access;
import dev.verge.deploy.access.Scope;
import dev.verge.deploy.audit.Actor;
import dev.verge.deploy.audit.AuditEntry;
import dev.verge.deploy.audit.AuditQuery;
import dev.verge.deploy.problem.ProblemException;
import dev.verge.deploy.store.Accounts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Who changed what, page by page. */
final class AuditEndpoint {
  private static final int MAX_LIMIT = 1000;
  private static final int DEFAULT_LIMIT = 100;
  private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9:T-]{14}([.][0-9]{1,9})?Z");

  private final Accounts accounts;

  AuditEndpoint(Accounts accounts) {
    this.accounts = accounts;
  }

  private record Page(
      List<EntryDocument> entries, @JsonProperty("next_before") OptionalLong nextBefore) {}

  private record EntryDocument(
      long id,
      @JsonSerialize(using = ToStringSerializer.class) Instant time,
      Actor token,
      Optional<String> tenant,
      Optional<String> function,
      String action,
      String detail,
      String outcome) {
    static EntryDocument of(AuditEntry entry) {
      return new EntryDocument(
          entry.id(),
          entry.time(),
          entry.by(),
          entry.tenant(),
          entry.function(),
          entry.action(),
          entry.detail(),
          entry.outcome());
    }
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/v1/audit", Access.own(Scope.ADMIN), this::read));
  }

  private void read(Call call) {
    Optional<String> tenant = call.query("tenant");
    tenant.ifPresent(call.caller()::requireTenant);
    int limit = call.number("limit", DEFAULT_LIMIT, MAX_LIMIT);
    if (limit < 1) {
      throw Call.invalid("limit", "a number from 1 to " + MAX_LIMIT);
    }
    // One more than asked for, to see whether there is another page.
    List<AuditEntry> found =
        accounts.entries(
            new AuditQuery(
                tenant.or(call.caller()::tenant),
                call.caller().tenant().isPresent(),
                call.query("token"),
                since(call),
                before(call),
                limit + 1));
    List<AuditEntry> page = found.subList(0, Math.min(limit, found.size()));
    call.answer(
        200,
        new Page(
            page.stream().map(EntryDocument::of).toList(),
            found.size() > limit ? OptionalLong.of(page.getLast().id()) : OptionalLong.empty()));
  }

  private static Optional<Instant> since(Call call) {
    return call.query("since")
        .map(
            text -> {
              // Four digits of a year, so that texts sort as times do.
              if (!TIME.matcher(text).matches()) {
                throw noTime();
              }
              try {
                return Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw noTime();
              }
            });
  }

  private static ProblemException noTime() {
    return Call.invalid("since", "a time such as 2026-11-23T12:00:00Z");
  }

  private static OptionalLong before(Call call) {
    return call.query("before")
        .map(
            text -> {
              if (!text.matches("[0-9]{1,18}")) {
                throw Call.invalid("before", "the id of an entry");
              }
              return OptionalLong.of(Long.parseLong(text));
            })
        .orElse(OptionalLong.empty());
  }
}
