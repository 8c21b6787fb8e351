// Apollo writes a file for each scalar once, as a String. These bodies go into PartialDate.swift, Date.swift and
// DateTime.swift in PilotGraph/CustomScalars; LanguageTag and URL stay as they are written. All stand inside the
// namespace PilotGraph: as a module of their own, Date and URL would hide Foundation's.
import Foundation
@_spi(Internal) @_spi(Execution) import ApolloAPI

extension PilotGraph {
  /// A date of which only the year or the month may be known: 2022, 2022-09 or 2022-09-30.
  public struct PartialDate: CustomScalarType, Hashable {
    public let text: String
    public var year: Int { Int(text.prefix(4))! }

    public init(_jsonValue value: JSONValue) throws {
      guard let text = value as? String, Int(text.prefix(4)) != nil else {
        throw JSONDecodingError.couldNotConvert(value: value, to: PartialDate.self)
      }
      self.text = text
    }

    public var _jsonValue: JSONValue { text }
  }

  /// A day, without a time or a time zone: not a Foundation.Date.
  public typealias Date = String

  /// A moment in UTC.
  public struct DateTime: CustomScalarType, Hashable {
    public let moment: Foundation.Date

    public init(_jsonValue value: JSONValue) throws {
      let withFractions = Foundation.Date.ISO8601FormatStyle(includingFractionalSeconds: true)  // publishedAt has them
      guard let text = value as? String,
        let moment = (try? withFractions.parse(text)) ?? (try? Foundation.Date(text, strategy: .iso8601))
      else {
        throw JSONDecodingError.couldNotConvert(value: value, to: DateTime.self)
      }
      self.moment = moment
    }

    public var _jsonValue: JSONValue {
      moment.formatted(Foundation.Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
  }
}
