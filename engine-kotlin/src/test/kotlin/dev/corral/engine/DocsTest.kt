package dev.corral.engine

import dev.corral.rules.KotlinDocs
import java.nio.file.Path
import org.junit.jupiter.api.Test

class DocsTest {
    @Test
    fun `every public declaration is documented`() {
        KotlinDocs.check(Path.of("src", "main", "java", "module-info.java"), Path.of("src", "main", "kotlin"))
    }
}
