/** Access control lists: which entry holds for an address. Knows no ABI. */
package dev.verge.isolate.platform.acl;
