package dev.corral.samples.transactions;

import dev.corral.samples.transactions.Ledger.Transfer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.LongStream;

/** A statement of the transaction that books a transfer, and its values. */
public record Step(String sql, List<Long> values) {
  private Step(String sql, long... values) {
    this(sql, LongStream.of(values).boxed().toList());
  }

  /** All of them. Both accounts are locked first, the lower one before the other: no deadlocks. */
  public static List<Step> of(Transfer transfer) {
    long from = transfer.from();
    long to = transfer.to();
    long amount = transfer.amount();
    return List.of(
        new Step("SELECT FROM accounts WHERE id IN (?, ?) ORDER BY id FOR UPDATE", from, to),
        new Step("UPDATE accounts SET balance = balance - ? WHERE id = ?", amount, from),
        new Step("UPDATE accounts SET balance = balance + ? WHERE id = ?", amount, to),
        new Step("INSERT INTO transfers VALUES (?, ?, ?, ?)", transfer.number(), from, to, amount));
  }

  /** The statement, for whoever runs and closes it. */
  public PreparedStatement prepare(Connection connection) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.size(); i++) {
      statement.setLong(i + 1, values.get(i));
    }
    return statement;
  }
}
