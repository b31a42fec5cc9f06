/**
 * What Corral costs beside raw coroutines and other libraries. One class, one question; a class
 * whose name ends in {@code On25} asks the same question of peers that need JDK 25.
 */
package dev.corral.benchmarks;
