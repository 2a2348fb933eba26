/**
 * Words of which a thing has one at a time (`classes`), what is a kind of what (`kinds`), and what excludes what (`exclusions`).
 *
 * A class tells that "the car is red" and "the car is blue" cannot both hold, where "is big" and "is old" can. A kind makes "has a dog"
 * and "has a beagle" one claim with two precisions. Base forms. Written for this project; what is not listed is in no class.
 */

/** `class: word, word`. */
export const classTable = `
colour: red, blue, green, yellow, black, white, grey, gray, brown, pink, purple, orange, silver, gold, beige, turquoise, violet, navy, teal, maroon, crimson
weekday: monday, tuesday, wednesday, thursday, friday, saturday, sunday
month: january, february, march, april, june, july, august, september, october, november, december
daypart: morning, afternoon, evening, night, noon, midnight
season: spring, summer, autumn, winter
status: open, closed, pending, resolved, blocked, merged, cancelled, approved, rejected, done, active, inactive, enabled, disabled, paused, shipped, delivered, escalated, backlog, draft, published, offline, online, up, down, passing, failing, green, broken, fixed, running, stopped, paid, unpaid, overdue, refunded, deployed, planned, finished, unassigned, reopened, solved, archived, deprecated, stable
priority: low, medium, high, urgent, critical, normal, p0, p1, p2, p3
marital: single, married, divorced, engaged, widowed, separated
diet: vegetarian, vegan, pescatarian, omnivore, carnivore, keto, paleo, halal, kosher
size: small, medium, large, xl, xs, extra-large
frequency: every day, every week, every month, every year, twice a week, twice a day
level: beginner, intermediate, advanced, expert, novice, fluent
mode: remote, remotely, hybrid, onsite, in-person, full-time, part-time, freelance
seat: window, aisle, middle
rank: first, second, third, fourth, fifth, sixth, seventh, eighth, ninth, tenth
grade: freshman, sophomore, junior, senior, graduate
side: left, right
hand: left handed, right handed
direction: north, south, east, west, northern, southern, eastern, western
mood: happy, sad, angry, calm, anxious, stressed, relaxed, bored, excited
temperature: hot, cold, warm, cool
theme: dark, light
meat: rare, medium-rare, well-done
bloodtype: aplus, aminus, bplus, bminus, abplus, abminus, oplus, ominus, atype, btype, abtype, otype
tier: free, basic, pro, premium, enterprise, standard, starter, plus, gold, silver, bronze, business
material: wood, metal, plastic, glass, leather, cotton, wool, steel, stone
indent: tab, space
recurday: recurmonday, recurtuesday, recurwednesday, recurthursday, recurfriday, recursaturday, recursunday
condition: asthma, migraine, insomnia, diabetes, headache, anxiety, depression, adhd, arthritis, eczema, psoriasis, flu, cough, cancer, anemia, hypertension, back pain, epilepsy, celiac disease, hay fever, tinnitus, vertigo, dyslexia, autism, covid, bronchitis, gout, ulcer, thyroid, heart disease, sleep apnea, osteoporosis, glaucoma, lupus, crohn, ibs, sciatica, tendinitis
environment: production, staging, development, local
country: germany, france, spain, italy, portugal, england, scotland, ireland, netherlands, belgium, switzerland, austria, poland, sweden, norway, denmark, finland, greece, turkey, russia, ukraine, egypt, morocco, kenya, nigeria, ghana, india, china, japan, korea, thailand, vietnam, indonesia, malaysia, singapore, philippines, australia, canada, mexico, brazil, argentina, chile, peru, colombia, cuba, iceland, croatia, hungary, romania, bulgaria, serbia, israel, iran, iraq, pakistan, nepal, uk, usa, wales, luxembourg
city: berlin, paris, london, madrid, rome, vienna, prague, warsaw, budapest, athens, lisbon, dublin, oslo, stockholm, helsinki, copenhagen, brussels, amsterdam, zurich, geneva, moscow, istanbul, cairo, nairobi, lagos, delhi, mumbai, bangalore, bangkok, hanoi, manila, jakarta, seoul, tokyo, osaka, kyoto, beijing, shanghai, taipei, sydney, melbourne, perth, auckland, ottawa, toronto, montreal, vancouver, calgary, boston, chicago, houston, dallas, austin, denver, seattle, portland, phoenix, miami, atlanta, detroit, philadelphia, nashville, milan, naples, venice, florence, turin, lyon, marseille, bordeaux, munich, hamburg, cologne, frankfurt, barcelona, seville, valencia, porto, krakow, liverpool, manchester, birmingham, leeds, bristol, glasgow, edinburgh, oxford, cambridge, utrecht, rotterdam, antwerp, ghent, leipzig, dresden, stuttgart, basel, bern, malmo, gothenburg, bergen, aarhus, tampere, lima, bogota, quito, santiago, rio, singapore, dubai, doha
occupation: teacher, nurse, doctor, engineer, lawyer, dentist, chef, cook, baker, barista, waiter, waitress, plumber, electrician, carpenter, mechanic, pilot, driver, farmer, architect, designer, accountant, analyst, consultant, manager, director, ceo, cto, cfo, professor, scientist, researcher, librarian, journalist, writer, author, editor, photographer, painter, musician, actor, actress, police officer, firefighter, paramedic, pharmacist, therapist, psychologist, veterinarian, vet, biologist, chemist, physicist, economist, translator, receptionist, secretary, cashier, bartender, hairdresser, florist, gardener, tailor, butcher, banker, broker, realtor, programmer, developer, student, intern, apprentice, freelancer, entrepreneur, product manager, project manager, data scientist, data engineer, social worker, flight attendant, paralegal, surgeon, physiotherapist, optician, radiologist, tutor, coach, principal, lecturer, postdoc, team lead, sales representative, bookkeeper, auditor, geologist, sculptor, dancer, singer, soldier, officer, judge, prosecutor, bus driver, truck driver, taxi driver, game designer, graphic designer, web developer, machinist, welder, roofer, surveyor, curator, archivist, midwife, copywriter, illustrator
`

/** `kind: what is a kind of it`. */
export const kindTable = `
dog: puppy, beagle, poodle, labrador, lab, golden retriever, retriever, german shepherd, shepherd, terrier, bulldog, husky, dachshund, corgi, pug, collie, border collie, spaniel, cocker spaniel, dalmatian, boxer, rottweiler, greyhound, chihuahua, mutt
cat: kitten, siamese, persian, maine coon, tabby, ragdoll, sphynx, bengal
pet: dog, cat, rabbit, hamster, parrot, goldfish, turtle, guinea pig, snake, lizard, ferret, budgie, canary, iguana, tortoise, gerbil, gecko, bird, fish
animal: pet, dog, cat, horse, cow, sheep, goat, chicken, duck, pig
bird: parrot, budgie, canary, cockatiel, finch, parakeet
car: sedan, suv, hatchback, convertible, coupe, station wagon, pickup, minivan, toyota, honda, tesla, ford, bmw, audi, volkswagen, subaru, mazda, nissan, volvo, hyundai, kia, fiat, renault, peugeot, jeep, mercedes, porsche
vehicle: car, truck, van, motorcycle, bicycle, scooter, bus, lorry
instrument: guitar, piano, violin, cello, drum, flute, trumpet, saxophone, clarinet, bass, ukulele, harp, viola, banjo, oboe, accordion, harmonica, trombone
guitar: acoustic guitar, electric guitar, bass guitar, classical guitar
sport: tennis, football, basketball, baseball, volleyball, hockey, cricket, rugby, golf, badminton, squash, table tennis, handball, swimming, cycling, boxing, fencing, judo, karate, gymnastics, rowing, skiing, snowboarding, surfing, climbing
meat: beef, pork, chicken, steak, lamb, turkey, bacon, ham, sausage, burger, veal, duck
seafood: fish, shrimp, prawn, crab, lobster, oyster, mussel, salmon, tuna, squid, clam, scallop, cod, shellfish
shellfish: shrimp, crab, lobster, oyster, mussel, clam, scallop
nut: peanut, almond, walnut, cashew, hazelnut, pecan, pistachio
dairy: milk, cheese, butter, yogurt, cream, ice cream
milk: oat milk, almond milk, soy milk
fruit: apple, banana, orange, strawberry, mango, grape, pear, peach, cherry, kiwi, pineapple, watermelon, blueberry, raspberry, plum, melon, apricot, lemon
vegetable: carrot, broccoli, spinach, tomato, potato, onion, cabbage, lettuce, pepper, zucchini, eggplant, mushroom, kale, cauliflower, celery, asparagus
alcohol: beer, wine, whisky, whiskey, vodka, gin, rum, cocktail, champagne, tequila, red wine, white wine
wine: red wine, white wine, riesling, merlot, chardonnay
coffee: espresso, latte, cappuccino, americano, flat white, cold brew
tea: green tea, black tea, herbal tea, oolong, chai, matcha
music: jazz, rock, pop music, classical music, hip hop, blues, techno, folk music, country music, reggae, metal
sibling: brother, sister
child: son, daughter, twin, boy, girl
parent: mother, father
relative: brother, sister, mother, father, cousin, aunt, uncle, nephew, niece, grandmother, grandfather
drink: coffee, tea, juice, water, soda, beer, wine
computer: laptop, desktop, macbook, thinkpad, imac, chromebook
laptop: macbook, thinkpad, macbook pro, macbook air, chromebook, surface
phone: iphone, pixel, galaxy, android phone
database: postgres, mysql, sqlite, mongodb, oracle, mariadb, redis, cassandra
language: english, french, german, spanish, italian, portuguese, japanese, chinese, mandarin, russian, arabic, dutch, swedish, korean, hindi, polish, turkish
engineer: backend engineer, frontend engineer, data engineer, civil engineer, mechanical engineer, electrical engineer, senior engineer, devops engineer, chemical engineer
doctor: surgeon, cardiologist, pediatrician, dermatologist, neurologist, psychiatrist, general practitioner, radiologist, oncologist
musician: guitarist, pianist, drummer, violinist, singer, cellist
scientist: biologist, chemist, physicist, geologist, data scientist, astronomer
germany: berlin, munich, hamburg, cologne, frankfurt, leipzig, dresden, stuttgart, bavaria
france: paris, lyon, marseille, bordeaux, toulouse, nice, nantes
spain: madrid, barcelona, seville, valencia, malaga, bilbao
italy: rome, milan, naples, venice, florence, turin, sicily, tuscany
uk: london, manchester, birmingham, leeds, bristol, glasgow, edinburgh, liverpool, oxford, cambridge, england, scotland, wales
england: london, manchester, birmingham, leeds, bristol, liverpool, oxford, cambridge
usa: new york, boston, chicago, houston, dallas, austin, denver, seattle, portland, phoenix, miami, atlanta, detroit, philadelphia, nashville, los angele, san francisco, san diego, texas, california, florida, colorado, oregon, washington, ohio, hawaii, alaska
california: los angele, san francisco, san diego, oakland, sacramento
texas: austin, houston, dallas, san antonio
canada: toronto, montreal, vancouver, calgary, ottawa, quebec
japan: tokyo, osaka, kyoto, sapporo, nagoya, hiroshima
netherlands: amsterdam, utrecht, rotterdam, eindhoven
portugal: lisbon, porto
austria: vienna, salzburg, graz
switzerland: zurich, geneva, basel, bern
ireland: dublin, cork, galway
sweden: stockholm, malmo, gothenburg
norway: oslo, bergen
denmark: copenhagen, aarhus
finland: helsinki, tampere
poland: warsaw, krakow, gdansk
australia: sydney, melbourne, perth, brisbane, adelaide
india: delhi, mumbai, bangalore, chennai, kolkata
europe: germany, france, spain, italy, portugal, netherlands, austria, switzerland, sweden, norway, denmark, finland, poland, greece, ireland, belgium
asia: japan, china, india, korea, thailand, vietnam, indonesia, malaysia
`

/** `a | b`: who is a is no b, whatever else is said; each side words that must stand together. */
export const exclusionTable = `
vegetarian | EAT meat; vegan | EAT meat; vegan | EAT dairy; vegan | EAT egg; vegetarian | LIKE meat; vegan | LIKE dairy; vegan | LIKE meat; vegetarian | EAT seafood;
single | MARRIED; single | DATING; single | ENGAGED; single | married; divorced | MARRIED; widowed | MARRIED; teetotaler | DRINK alcohol; sober | DRINK alcohol;
alone | LIVE roommate; alone | LIVE parent; only child | HAVE sibling; only child | SIBLING; unemployed | WORK; unemployed | JOB; RETIRED | WORK; childless | HAVE child;
ALLERGIC | EAT; ALLERGIC | LIKE; ALLERGIC | DRINK; INTOLERANT | EAT; nonsmoker | SMOKE; non smoker | SMOKE; AFRAID | LIKE; HATE | LIKE; LIKE | HATE; AFRAID fly | LIKE fly; remote | office; broken | work; DIED | LIVE; DIED | alive; closed | open; passing | CRASH; broken | REPAIR
`
