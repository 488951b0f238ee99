/** Which names Go knows in `\p{…}`: categories, their long names, scripts. Case, `_`, `-`, blanks do not count. */

const CATEGORIES = `C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs
Any ASCII Assigned
Other Control cntrl Format Unassigned Private_Use Surrogate
Letter Cased_Letter Lowercase_Letter Modifier_Letter Other_Letter Titlecase_Letter Uppercase_Letter
Mark Combining_Mark Spacing_Mark Enclosing_Mark Nonspacing_Mark
Number Decimal_Number digit Letter_Number Other_Number
Punctuation punct Connector_Punctuation Dash_Punctuation Close_Punctuation Final_Punctuation Initial_Punctuation
Other_Punctuation Open_Punctuation
Symbol Currency_Symbol Modifier_Symbol Math_Symbol Other_Symbol
Separator Line_Separator Paragraph_Separator Space_Separator`;

const SCRIPTS = `Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki
Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian
Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan
Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi
Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited Inscriptional_Pahlavi
Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki
Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean
Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian
Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki
Old_Hungarian Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur
Oriya Osage Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan
Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac
Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto
Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square`;

const KNOWN: ReadonlySet<string> = new Set(`${CATEGORIES} ${SCRIPTS}`.split(/\s+/).map(canonical));

/** @see go regexp/syntax `unicodeTable`, and unicode `Categories`, `CategoryAliases`, `Scripts` of Go 1.26 */
export function isUnicodeClass(name: string): boolean {
  return KNOWN.has(canonical(name));
}

function canonical(name: string): string {
  return name.replace(/[_\s-]/g, '').toLowerCase();
}
