/**
 * Words of everyday questions that a general vocabulary of some ten thousand words tends to miss.
 *
 * They only make misspellings of them readable; the word list that the runtime brings (the static table's whole words) is the
 * main source. Lower case, base forms; inflections of a known word are known by rule.
 */

import { wordSet } from './word-set.ts'

const words = wordSet(`
refund invoice warranty subscription cancel subscribe checkout coupon voucher discount receipt deposit withdrawal overdraft mortgage refinance payroll
tax deduction insurance premium deductible copay claim salary budget expense reimbursement calculate calculator estimate spreadsheet username password
login logout signup email attachment inbox spam browser download upload wifi router modem bluetooth charger battery laptop desktop keyboard touchscreen
screenshot printer scanner headphones microphone webcam smartphone thermostat dishwasher microwave refrigerator freezer blender toaster vacuum detergent laundry
stain carpet mattress pillow curtain faucet plumbing toilet shower bathtub gutter driveway lawnmower fertilizer compost recycle recyclable renovate paint
recipe ingredient preheat marinate simmer saute roast bake baking oven grill vegetarian vegan gluten cholesterol calorie protein carbohydrate vitamin mineral
breakfast lunch dinner snack dessert pancake omelette noodle spaghetti lasagna sandwich burger pizza salad avocado broccoli cauliflower zucchini cucumber
spinach asparagus eggplant mushroom garlic onion ginger cinnamon oregano basil parsley yogurt cheese butter margarine mayonnaise ketchup mustard vinegar
headache migraine fever cough sneeze allergy allergic asthma diabetes diabetic hypertension cholesterol dehydration insomnia anxiety depression
nausea vomiting diarrhea constipation heartburn indigestion ulcer infection antibiotic vaccine vaccination vaccinate immunity symptom dosage prescription
pharmacy pharmacist dentist orthodontist dermatologist pediatrician therapist psychiatrist surgeon surgery anesthesia bandage sprain fracture bruise
pregnancy pregnant breastfeed toddler newborn diaper stroller adolescence teenager puberty menopause contraception
photosynthesis respiration evaporation condensation precipitation erosion earthquake volcano hurricane tornado tsunami glacier ecosystem biodiversity
molecule atom electron proton neutron isotope catalyst polymer enzyme hormone chromosome mitochondria nucleus bacteria virus fungus parasite antibody
gravity velocity acceleration momentum friction magnetism electricity voltage resistor capacitor transistor semiconductor thermodynamics entropy relativity
algebra geometry calculus trigonometry equation polynomial quadratic derivative integral logarithm exponent matrix vector determinant eigenvalue probability
statistics variance deviation median average percentage fraction decimal denominator numerator hypotenuse perimeter circumference diameter radius
algorithm recursion recursive iterate iteration array string integer boolean variable constant function parameter argument inheritance polymorphism
encapsulation abstraction compile compiler interpreter debug debugger debugging syntax exception deploy deployment repository commit merge rebase branch
database query index schema backend frontend framework library dependency encryption decrypt authentication authorization firewall malware phishing
certificate bandwidth latency throughput caching cache cluster container virtualization microservice endpoint webhook api json sql html css
passport visa immigration citizenship embassy consulate itinerary luggage baggage boarding layover airfare hostel hotel reservation booking cruise
landlord tenant lease eviction custody divorce alimony plaintiff defendant lawsuit litigation attorney notary copyright trademark patent liability negligence
inflation recession interest compound dividend portfolio investment investor bond equity broker cryptocurrency blockchain bankruptcy foreclosure
essay paragraph thesis bibliography citation plagiarism grammar punctuation apostrophe semicolon adjective adverb pronoun synonym metaphor simile
renaissance revolution constitution amendment parliament congress senate president minister monarchy democracy republic colonialism imperialism
puppy kitten hamster guinea rabbit parrot goldfish aquarium leash veterinarian vaccinate groom
exercise workout stretching pushup squat cardio treadmill marathon yoga meditation posture muscle hydrate
explain describe difference between summarize summarise summary translate recommend recommendation recommended suggestion improve increase decrease
remove install uninstall configure connect disconnect convert measure replace repair reset restart update upgrade delete recover restore backup
prevent reduce protect clean organize prepare apply register renew transfer export import purchase borrow invest negotiate
dimension temperature distance population capital currency language altitude elevation latitude longitude timezone
cancellation membership account balance statement transaction payment overdue penalty
tomato potato carrot banana strawberry blueberry raspberry pineapple watermelon mango coconut almond peanut walnut cashew
squirrel raccoon dolphin penguin giraffe elephant rhinoceros hippopotamus crocodile alligator kangaroo chimpanzee gorilla
`)

export function isEverydayWord(word: string): boolean {
  return words.has(word)
}
