package dev.sluice.core.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key of the configuration file: stands on a record component, whose name in snake_case is the key's. The file is
 * bound and the reference written from it, so that both say the same. A component without default must be given, unless
 * it is a section or nullable: a missing section is bound from its own defaults, a missing nullable one is null.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

    /** What the key does, in Markdown. */
    String doc();

    /** The default, as it would be written in the file; empty: there is none. */
    String defaultsTo() default "";

    /** The smallest value, as it would be written in the file; for a list its smallest length. */
    String atLeast() default "";

    /** What the value must be more than, as it would be written in the file. */
    String moreThan() default "";

    /** The largest value, as it would be written in the file. */
    String atMost() default "";

    /** The values there are, where they are no enum; for a list those of its elements. */
    String[] oneOf() default {};

    /**
     * Variables such as {@code ${NAME}} that are not put in when the file is read, because they stand for something
     * later.
     */
    String[] keeps() default {};

    /** The name in the file, where no component can be called so; empty: the component's. */
    String name() default "";
}
