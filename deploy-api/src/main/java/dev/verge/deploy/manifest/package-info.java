/**
 * What an upload says about itself: the JSON manifest, read strictly, and the rules for hostnames.
 *
 * <p>Everything here is an immutable value or pure, safe on any thread. Whatever is not acceptable
 * becomes a {@link dev.verge.deploy.problem.ProblemException} that names the offending member.
 */
package dev.verge.deploy.manifest;
