package dev.corral.engine.testing

import org.junit.jupiter.api.extension.AfterEachCallback
import org.junit.jupiter.api.extension.BeforeEachCallback
import org.junit.jupiter.api.extension.ExtensionContext
import org.junit.jupiter.api.extension.ExtensionContext.Namespace

/** Fails every test of this module that leaves something running; the build names it to JUnit. */
class NothingLeftBehind : BeforeEachCallback, AfterEachCallback {
    private val namespace = Namespace.create(NothingLeftBehind::class.java)

    override fun beforeEach(context: ExtensionContext) {
        context.getStore(namespace).put(Remains::class.java, Remains.before())
    }

    override fun afterEach(context: ExtensionContext) {
        val remains = context.getStore(namespace).get(Remains::class.java, Remains::class.java)
        checkNotNull(remains).assertNone()
    }
}
