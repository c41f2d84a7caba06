package dev.verge.gateway.tls;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Makes the local certificate authority, and tells how browsers come to trust it. */
@Command(
    name = "ca",
    description =
        "Make a certificate authority of this machine's own, once, and tell how to trust it.",
    sortOptions = false)
public final class CaCommand implements Callable<Integer> {
  private static final String LOCALHOST = "localhost";

  private final Supplier<Path> home;
  private final Supplier<String> domain;
  private final Map<String, String> variables;
  @Spec private CommandSpec spec;

  @Option(
      names = "--permit",
      paramLabel = "DOMAIN",
      description =
          "When it is made: let it vouch for this domain and all names under it too, beside localhost and the platform's own domain")
  private List<String> permitted = List.of();

  @Option(
      names = "--home",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      description = "State directory of the platform; else VERGE_HOME")
  private Optional<Path> given = Optional.empty();

  /**
   * @param home the state directory, unless an option names one
   * @param domain the platform's domain
   * @param variables the environment, which tells where the user's files are
   */
  public CaCommand(Supplier<Path> home, Supplier<String> domain, Map<String, String> variables) {
    this.home = home;
    this.domain = domain;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public Integer call() {
    Optional<LocalAuthority> known = LocalAuthority.open(home());
    if (known.isPresent() && !permitted.isEmpty()) {
      throw new TlsException(
          "There is an authority already, for %s. To have another, run ./verge ca untrust, remove %s, and make it again."
              .formatted(
                  known.get().domains(), LocalAuthority.certificateFile(home()).getParent()));
    }
    LocalAuthority authority =
        known.orElseGet(() -> LocalAuthority.make(home(), Domains.checked(wanted())));
    PrintWriter out = spec.commandLine().getOut();
    out.println(known.isPresent() ? "There is one already:" : "Made:");
    out.printf("  %s%n", authority.name());
    out.printf("  certificate  %s%n", LocalAuthority.certificateFile(home()));
    out.printf("  vouches for  %s%n", String.join(", ", authority.domains()));
    out.printf("  until        %s%n", authority.certificate().getNotAfter().toInstant());
    out.println();
    out.print(TrustInstructions.of(LocalAuthority.certificateFile(home()), authority.name()));
    out.flush();
    return 0;
  }

  /** Has it trusted on this machine. */
  @Command(
      name = "trust",
      description = "Have the authority trusted by this machine: its system and browsers.")
  int trust(@Option(names = "--only", paramLabel = "STORE", description = ONLY) Only only) {
    return tell(stores(only).trust());
  }

  /** Takes it back. */
  @Command(name = "untrust", description = "Take the trust in the authority back.")
  int untrust(@Option(names = "--only", paramLabel = "STORE", description = ONLY) Only only) {
    return tell(stores(only).untrust());
  }

  private static final String ONLY = "system or browsers; both when nothing is said";

  /** Which stores of trusted certificates are meant. */
  enum Only {
    SYSTEM,
    BROWSERS
  }

  private TrustStores stores(Only only) {
    LocalAuthority authority =
        LocalAuthority.open(home())
            .orElseThrow(() -> new TlsException("There is no authority yet: ./verge ca makes it."));
    return new TrustStores(
        LocalAuthority.certificateFile(home()),
        authority.name(),
        variables,
        only != Only.BROWSERS,
        only != Only.SYSTEM,
        Path.of("/"));
  }

  /** Fails when nothing trusts it, or ceases to. */
  private int tell(List<TrustStores.Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    results.forEach(result -> out.println((result.done() ? "done   " : "not    ") + result.text()));
    out.flush();
    return results.stream().anyMatch(TrustStores.Result::done) ? 0 : 1;
  }

  private Path home() {
    return given.orElseGet(home);
  }

  private Set<String> wanted() {
    Set<String> domains = new LinkedHashSet<>(List.of(LOCALHOST, domain.get()));
    domains.addAll(permitted);
    return domains;
  }
}
