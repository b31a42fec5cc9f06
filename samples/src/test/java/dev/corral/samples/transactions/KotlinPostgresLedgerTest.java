package dev.corral.samples.transactions;

class KotlinPostgresLedgerTest extends LedgerScenarios {
  @Override
  Ledger.Maker maker() {
    return dev.corral.samples.transactions.kotlin.PostgresLedger::new;
  }
}
