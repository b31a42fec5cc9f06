package dev.corral.samples.lockdebug;

class LockingBankTest extends BankScenarios {
  @Override
  Bank.Maker maker() {
    return LockingBank::new;
  }
}
