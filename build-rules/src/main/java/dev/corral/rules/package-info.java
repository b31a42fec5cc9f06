/**
 * Rules that every module's tests hold: rooms, the public API's golden text, nothing left running.
 * Never published.
 */
package dev.corral.rules;
