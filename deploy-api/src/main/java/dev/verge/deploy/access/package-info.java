/**
 * Who may do what: access tokens and their scopes, tenants and their quotas, and under which names
 * the control plane may be asked at all.
 *
 * <p>{@code http} asks {@link dev.verge.deploy.access.Tokens} who presents a token, and {@link
 * dev.verge.deploy.access.Access}, which every endpoint declares, whether that one may. What is
 * durable about it is in {@code store}. Everything here is safe on any thread.
 */
package dev.verge.deploy.access;
