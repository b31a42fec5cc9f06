package dev.corral.testing;

import dev.corral.CorralFuture;

/**
 * A step is waited for as everything else is; but for its first stage, whose cancellation goes up.
 */
class SequencerLawsTest extends WaitingLaws {
  private final Sequencer steps = new Sequencer();

  @Override
  protected CorralFuture<?> begin() {
    return steps.stepAsync(2);
  }
}
