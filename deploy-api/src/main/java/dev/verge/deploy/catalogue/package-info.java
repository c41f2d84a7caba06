/**
 * The rules of the control plane: what it takes for an upload to become a version, for a version to
 * be deployed or tried, and for either to go away.
 *
 * <p>{@link dev.verge.deploy.catalogue.Catalogue} and {@link
 * dev.verge.deploy.catalogue.Deployments} are called by the REST endpoints, on any thread; their
 * methods block. Changes to what a function has and serves take turns, and so do its uploads, whose
 * trials and warm-ups come before they change anything: nobody who takes a version back waits for
 * one that comes. Different functions do not wait for each other, except for a place to have a
 * module tried.
 */
package dev.verge.deploy.catalogue;
