package dev.verge.isolate.binding;

import java.net.InetAddress;

/**
 * One line of an access control list.
 *
 * @param network an address of the network; bits behind the prefix do not matter
 * @param prefixLength how many leading bits an address must share, from 0 to 32 or 128
 * @param action what the guest is told, such as {@code ALLOW} or {@code BLOCK}
 */
public record AclEntry(InetAddress network, int prefixLength, String action) {}
