/**
 * Tests of the dashboard in a real Chromium, driven over WebDriver, against a platform as {@code
 * up} starts it.
 */
package dev.verge.gateway.ui;
