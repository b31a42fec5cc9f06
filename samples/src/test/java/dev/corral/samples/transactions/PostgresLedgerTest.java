package dev.corral.samples.transactions;

class PostgresLedgerTest extends LedgerScenarios {
  @Override
  Ledger.Maker maker() {
    return PostgresLedger::new;
  }
}
