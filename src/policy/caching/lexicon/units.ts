/**
 * Units of measure and currencies: each spelling mapped to one name, so that `km` and `kilometres` agree and `km` and `miles` do not.
 *
 * Symbols whose case is the difference (`Mb` megabit, `MB` megabyte; `mW`, `MW`) are told apart by `exactUnits`, which is asked with
 * the token as written; everything else is asked in lower case. Does not convert: `1 km` and `1000 m` are different questions here.
 */

import { headOfGroup } from './word-set.ts'

const units = headOfGroup(`
metre meter metres meters; kilometre kilometer kilometres kilometers km kms; centimetre centimeter centimetres centimeters cm cms;
millimetre millimeter millimetres millimeters mm; micrometre micrometer micrometres micrometers micron microns;
nanometre nanometer nanometres nanometers nm; mile miles mi; yard yards yd yds; foot feet ft; inch inches; furlong furlongs;
fathom fathoms; league leagues; parsec parsecs; lightyear lightyears; acre acres; hectare hectares ha; sqft; sqm;
litre liter litres liters; millilitre milliliter millilitres milliliters ml; gallon gallons gal; pint pints; quart quarts;
cup cups; teaspoon teaspoons tsp; tablespoon tablespoons tbsp; barrel barrels; bushel bushels; ounce ounces oz;
gram grams gramme grammes; kilogram kilograms kg kgs kilo kilos; milligram milligrams mg; microgram micrograms mcg;
tonne tonnes; ton tons; pound pounds lb lbs; stone stones; carat carats; grain grains;
second seconds sec secs; minute minutes min mins; hour hours hr hrs; day days; week weeks wk wks; fortnight fortnights;
month months; year years yr yrs; decade decades; century centuries; millennium millennia; millisecond milliseconds ms;
microsecond microseconds; nanosecond nanoseconds; celsius centigrade; fahrenheit; kelvin kelvins; degree degrees; radian radians;
joule joules; kilojoule kilojoules kj; calorie calories cal; kilocalorie kilocalories kcal; watt watts;
kilowatt kilowatts kw; megawatt megawatts; gigawatt gigawatts gw; milliwatt milliwatts; kwh kilowatthour kilowatthours; mwh; horsepower hp; volt volts;
millivolt millivolts; kilovolt kilovolts kv; ampere amperes amp amps; milliamp milliamps; ohm ohms; farad farads; henry;
hertz hz; kilohertz khz; megahertz mhz; gigahertz ghz; newton newtons; pascal pascals; kilopascal kilopascals kpa; psi; bar bars;
atmosphere atmospheres atm; torr; lumen lumens; lux; candela; decibel decibels db; mole moles; molar; knot knots; mph; kph kmh;
bit bits; kilobit kilobits kbit; megabit megabits mbit; gigabit gigabits gbit; byte bytes; kilobyte kilobytes kb;
megabyte megabytes; gigabyte gigabytes gb; terabyte terabytes tb; petabyte petabytes; mebibyte mib; gibibyte gib; kibibyte kib; tebibyte tib;
kbps; mbps; gbps; pixel pixels px; dpi; ppi; fps; rpm; percent percentage pct; ppm; ppb;
dollar dollars usd $; cent cents; euro euros eur €; pence penny; sterling gbp £; yen jpy ¥; yuan cny rmb renminbi; rupee rupees inr;
ruble rubles rouble roubles; franc francs chf; peso pesos; won; krona kronor; krone; lira; dinar; dirham; real reais; rand; baht; bitcoin bitcoins btc; ether;
dozen dozens; pair pairs; gross; score; hundred hundreds; thousand thousands; million millions; billion billions; trillion trillions; quadrillion; lakh lakhs; crore crores
`)

const exactUnits = new Map([
  ['Mb', 'megabit'],
  ['MB', 'megabyte'],
  ['Gb', 'gigabit'],
  ['GB', 'gigabyte'],
  ['Kb', 'kilobit'],
  ['KB', 'kilobyte'],
  ['kB', 'kilobyte'],
  ['Tb', 'terabit'],
  ['TB', 'terabyte'],
  ['Mbps', 'megabit-rate'],
  ['MBps', 'megabyte-rate'],
  ['Gbps', 'gigabit-rate'],
  ['GBps', 'gigabyte-rate'],
  ['mW', 'milliwatt'],
  ['MW', 'megawatt'],
  ['mA', 'milliampere'],
  ['MA', 'megaampere'],
  ['mV', 'millivolt'],
  ['MV', 'megavolt'],
  ['mHz', 'millihertz'],
  ['MHz', 'megahertz'],
  ['mPa', 'millipascal'],
  ['MPa', 'megapascal'],
  ['mg', 'milligram'],
  ['Mg', 'megagram'],
  ['mJ', 'millijoule'],
  ['MJ', 'megajoule'],
  ['mM', 'millimolar'],
  ['mm', 'millimetre'],
  ['Mm', 'megametre'],
  ['mL', 'millilitre'],
])

/** The unit's name, or undefined when the word (lower case) is no unit. */
export function unitOf(word: string): string | undefined {
  return units.get(word)
}

/** The name of a unit symbol whose case carries the meaning, asked exactly as written. */
export function exactUnitOf(raw: string): string | undefined {
  return exactUnits.get(raw)
}

/** Symbols that stand alone only after a number: `5 m`, `3 g`, `20 c`. */
const shortUnits = headOfGroup(
  'metre m; gram g; litre l; second s; hour h; inch in; celsius c; fahrenheit f; kelvin k; watt w; volt v; ampere a; bit b; tonne t; joule j',
)

export function shortUnitOf(word: string): string | undefined {
  return shortUnits.get(word)
}
