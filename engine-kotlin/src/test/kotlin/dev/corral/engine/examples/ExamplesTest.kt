package dev.corral.engine.examples

import dev.corral.rules.Examples
import java.nio.file.Path
import org.junit.jupiter.api.Test

class ExamplesTest {
    @Test
    fun `every public type is shown in code that is compiled`() {
        val main = Path.of("src", "main")
        Examples.everywhere()
            .check(
                main.resolve(Path.of("java", "module-info.java")),
                listOf(main.resolve("kotlin")),
                listOf(Path.of("src", "test")),
            )
    }
}
