package org.example

import com.apollographql.apollo.api.Adapter
import com.apollographql.apollo.api.CustomScalarAdapters
import com.apollographql.apollo.api.json.JsonReader
import com.apollographql.apollo.api.json.JsonWriter
import java.time.Instant
import java.time.LocalDate

/** A date of which only the year or the month may be known: 2022, 2022-09 or 2022-09-30. */
@JvmInline
value class PartialDate(val text: String) {
    val year: Int get() = text.substringBefore('-').toInt()

    /** The day, where it is known. */
    val day: LocalDate? get() = if (text.length == 10) LocalDate.parse(text) else null
}

/** A scalar that is a string in JSON. */
open class TextAdapter<T>(private val parse: (String) -> T, private val write: (T) -> String) : Adapter<T> {
    override fun fromJson(reader: JsonReader, customScalarAdapters: CustomScalarAdapters): T =
        parse(reader.nextString()!!)

    override fun toJson(writer: JsonWriter, customScalarAdapters: CustomScalarAdapters, value: T) {
        writer.value(write(value))
    }
}

object PartialDateAdapter : TextAdapter<PartialDate>(::PartialDate, PartialDate::text)
object LocalDateAdapter : TextAdapter<LocalDate>(LocalDate::parse, LocalDate::toString)
object InstantAdapter : TextAdapter<Instant>(Instant::parse, Instant::toString)
