package dev.verge.gateway.tls;

import java.nio.file.Path;

/** Tells how an authority comes to be trusted, by hand and by system. */
final class TrustInstructions {
  private TrustInstructions() {}

  static String of(Path certificate, String name) {
    return """
      ./verge ca trust does what it may on this machine; the rest by hand:

        Debian, Ubuntu   sudo cp %1$s /usr/local/share/ca-certificates/verge.crt && sudo update-ca-certificates
        Fedora           sudo cp %1$s /etc/pki/ca-trust/source/anchors/verge.crt && sudo update-ca-trust
        macOS            security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db %1$s
        Windows          certutil -addstore -user Root ca.crt
        Chromium, Linux  certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n '%2$s' -i %1$s
        Firefox          Settings, Certificates, Authorities, Import
        curl, others     --cacert %1$s

      Then ./verge up --tls-port 8443 and https://hello.demo.localhost:8443/
      """
        .formatted(certificate, name);
  }
}
