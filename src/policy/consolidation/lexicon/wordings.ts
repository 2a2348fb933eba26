/**
 * Sentences that state one relation with their parts in other places: `pattern = form`, under the words that must be in the clause (`@`).
 *
 * In a pattern `S` is who it is said of, `V` the value, `W` another value, `N` a noun, `~` adverbs and negation, `is` any present of be; in a
 * form `P` is S's possessive. Nothing that is captured is left out of the form. Only the present is rewritten: what was paid is not what is
 * paid. Written for this project. A table, so the limit on a file's length does not bind it.
 */

export const wordingTable = String.raw`
@ rent
S ~pays? V every month (in|for|as) rent = P rent is ~V
S ~pays? V in rent every month = P rent is ~V
S ~pays? V in rent = P rent is ~V
S ~pays? a monthly rent of V = P rent is ~V
S ~pays? rent of V every month = P rent is ~V
S 's (apartment|flat|home|house|place) 's [monthly ]rent is ~V every month = P rent is ~V
S 's (apartment|flat|home|house|place) 's [monthly ]rent is ~V = P rent is ~V
S 's monthly rent is ~V = P rent is ~V
S 's rent is ~V every month = P rent is ~V
@ earn|make|income|salary|paid|pay
S ~(?:is paid|gets? paid) (?=[\$€£\d])V = S ~earns V
S ~(earns?|makes?|is paid|gets paid) [a salary of ]V (every year|yearly|annually) = P salary is ~V
S ~(has|have) an? (yearly|annual) (salary|income) of V = P salary is ~V
S 's (annual|yearly) (salary|income|pay) is ~V = P salary is ~V
S 's (salary|income) is ~V every year = P salary is ~V
@ price|cost|retail|sells for|sell for
S ~costs? V = P price is ~V
S is ~priced at V = P price is ~V
S ~(sells?|retails?|goes) for V = P price is ~V
S 's cost is ~V = P price is ~V
@ budgeted|amounts? to
S is ~budgeted at V = P budget is ~V
the N (of|for) S amounts? to V = P N is V
@ timeout|times out|time out
S ~times? out after V = P timeout is ~V
S 's timeout is ~set to V = P timeout is ~V
@ requests every|queries every|calls every
S ~(allows?|accepts?|permits?|handles?|supports?) [up to |at most |a maximum of ]V every V2 = P rate limit is ~V every V2
S is ~(limited to|rate limited to|capped at|throttled to) [up to |at most |a maximum of ]V every V2 = P rate limit is ~V every V2
S 's rate limit is ~(set to|up to|at most) V every V2 = P rate limit is ~V every V2
@ headquarter|head office|hq
S is ~headquartered in V = P headquarters is ~in V
S ~(has|have) (its|their) (headquarters|head office|main office|hq) in V = P headquarters is ~in V
S 's (headquarters|head office|main office|hq) (is|are) ~[located |based ]in V = P headquarters is ~in V
S (moved|relocated) (its|their) (headquarters|head office) to V = P headquarters is recently in V
@ chief exec|ceo|appointed|resign|step|took over|became
V (was|is|has been) (appointed|named|made) [the |as the |as ]([a-z]+) of S = P $3 is recently V
V (became|took over as) the ([a-z]+) of S = P $2 is recently V
V is the new ([a-z]+) of S = P $1 is recently V
V (resigned|stepped down|retired) as [the ]([a-z]+) of S = P $2 is no longer V
V took over as S 's ([a-z]+) = P $1 is recently V
V is ~[the ]chief executive [officer ]of S = P ceo is ~V
S 's chief executive [officer ]is ~V = P ceo is ~V
V took over S = P lead is recently V
@ lead|head|charge|runs|directs
V ~runs (?=(?:the )?(?:project|team))S = P lead is ~V
(?-i:(?=[A-Z]))V ~runs (?-i:(?=[A-Z]))S = P ceo is ~V
V ~(leads|heads|directs|heads up) S = P lead is ~V
V is ~(in charge of|the lead of|the leader of|the head of|responsible for) S = P lead is ~V
S is ~(led|headed|run|directed|managed) by V = P lead is ~V
S 's (project lead|project leader|team lead|leader|head|project manager) is ~V = P lead is ~V
@ manager|boss|supervisor|reports? to|managed by|supervised|works under
S ~(reports?|has reported|have reported) to V = P manager is ~V
S is ~(managed|supervised) by V = P manager is ~V
S ~works? under V = P manager is ~V
S 's (boss|supervisor|line manager) is ~V = P manager is ~V
V is ~S 's (boss|supervisor|line manager|manager) = P manager is ~V
@ named|called|name
S 's ([a-z]+) 's name is ~V = P $1 is ~V
S 's ([a-z]+) is ~(named|called) V = P $1 is ~V
S ~(has|have|owns?) an? ([a-z]+) (named|called) V = P $2 is ~V
S (named|called) (the|his|her|their|my) ([a-z]+) V = P $3 is V
the name of S 's ([a-z]+) is ~V = P $1 is ~V
@ born|birth
S 's (birthplace|place of birth) is ~V = S was ~born in V
S 's (birthday|date of birth|birth date) is ~[on ]V = S was ~born on V
S ~celebrates? (a |his |her |their |my )birthday on V = S was ~born on V
V is ~S 's birthday = S was ~born on V
@ blood
S ~(has|have) blood (type|group) V = P blood type is ~V
S is ~blood (type|group) V = P blood type is ~V
S 's blood group is ~V = P blood type is ~V
@ works as|work as|job|profession|occupation|trade|employed as|living as
S ~(works?|is employed|makes a living|earns a living) as an? V = S is ~a V
S 's (job|profession|occupation|job title) is ~[being ][a |an |that of a ]V = S is ~a V
S is ~an? V by (profession|trade|occupation) = S is ~a V
S (changed careers|switched careers) and is a V now = S is recently a V
@ employ|job at|job with|staff|company|workplace|works for|work for
S is ~an employee (of|at) V = S ~works at V
S ~(has|have) a (job|position) (at|with) V = S ~works at V
S is ~on the (staff|payroll) (of|at) V = S ~works at V
S 's (employer|workplace) is ~V = S ~works at V
V ~employs (the user|user|[A-Z][a-z]+) = $1 ~works at V
@ diet|meat|animal product|vegan|vegetarian|pescatarian|keto
S ~(follows?|eats?|keeps?|sticks? to|is on|adheres? to) an? V diet = S is ~V
S 's diet is ~V = S is ~V
S (switched|changed) to an? V diet = S is recently V
S (has gone|went|turned|recently became|became) (vegan|vegetarian|pescatarian|keto) = S is recently $2
S does not eat [any ]meat = S is vegetarian
I do not eat [any ]meat = I am vegetarian
S (does|do) not (eat|consume) [any ]animal products = S is vegan
S is ~a (vegetarian|vegan|pescatarian) = S is ~$1
@ prefer|rather|always books|seats|more than|better than|likes? to sit
S ~prefers? (answers|responses|replies|explanations) to be V = S ~prefers V answers
S ~prefers? (messages|emails|meetings|calls|reports|summaries|texts) to be V = S ~prefers V $1
S 's preference is ~V (over|to(?! be\b)|rather than|instead of) W = S ~prefers V over W
S would rather have V (over|to(?! be\b)|than|rather than|instead of) W = S prefers V over W
S has come to prefer V (over|to(?! be\b)|rather than|instead of) W = S recently prefers V over W
S ~(likes?|loves?|enjoys?) V (more|better) than W = S ~prefers V over W
S ~prefers? V (to(?! be\b)|rather than|instead of) W = S ~prefers V over W
S 's ([a-z]+) preference is ~V = S ~prefers V $1
S ~(prefers?|likes?|wants?) to sit in an? V seat = S ~prefers V seat
S ~(?:always )?books? an? V seat = S ~prefers V seat
S ~(likes?|loves?|wants?|prefers?) V seats? = S ~prefers V seat
S (has|have) started to prefer V = S recently prefers V
@ answers|responses|replies|explanations
S ~(wants?|likes?|prefers?|asked for|asks? for|would like|requested|needs?) V (answers|responses|replies|explanations) = S ~prefers V answers
S ~(wants?|likes?|would like|asked for|requested) (answers|responses|replies|explanations) to be V = S ~prefers V answers
@ favourite|favorite|of all|any other|of choice
S ~(likes?|loves?|enjoys?) V (best|most|the most) of all [the |other ]([a-z]+)s = P favourite $3 is ~V
S ~prefers? V of all [the |other ]([a-z]+)s = P favourite $1 is ~V
S ~(likes?|loves?|enjoys?) V more than any other N = P favourite N is ~V
S ~prefers? V than any other N = P favourite N is ~V
S 's N of choice is ~V = P favourite N is ~V
V is ~S 's (favourite|favorite) N = P favourite N is ~V
V is ~the N (that )?S (likes?|loves?|enjoys?) (best|most|the most) = P favourite N is ~V
@ gym|work out|works out
S ~(trains?|works? out|exercises?) at the gym = S ~exercises
S ~(goes|go) to the gym = S ~exercises
S has started going to the gym = S recently exercises
S ~hits? the gym = S ~exercises
@ pet|owner|keeps|keep
S ~(keeps?|has|have) an? V as a pet = S ~has a V
S 's pet is ~an? V = S ~has a V
S is ~the [proud ]owner of V = S ~has V
S ~keeps? (\d+|two|three|four|five|six|several|an?) V = S ~has $1 V
@ i?phone|pixel|galaxy|fairphone|oneplus|macbook|thinkpad|chromebook|ipad|kindle|oneplus|xperia|surface
S ~(uses?|has|have|owns?) (an? )?(iphone|pixel|galaxy|fairphone|oneplus|xperia|samsung galaxy|google pixel|android phone)V3 = P phone is ~$2$3V3
S [just |recently |has ](switched|upgraded|changed|moved) to (an? )?(iphone|pixel|galaxy|fairphone|oneplus|xperia|samsung galaxy|google pixel|android phone)V3 = P phone is recently $2$3V3
S ~(uses?|has|have|owns?) (an? )?(macbook|thinkpad|chromebook|surface laptop|dell xps)V3 = P laptop is ~$2$3V3
@ replaced|traded|swapped|bought a new|got a new|upgraded
S (replaced|swapped) (the|his|her|their|my) [old ]([a-z]+) (with|for) V = P $3 is recently V
S traded (the|his|her|their|my) ([a-z]+) in for V = P $2 is recently V
S traded in (the|his|her|their|my) ([a-z]+) for V = P $2 is recently V
S (bought|got|purchased) a new ([a-z]+), V = P $2 is recently V
@ car is|drive|car
S ~drives? (an?|the) V = P car is ~$1 V
S is ~driving (an?|the) V = P car is ~$1 V
@ learn|study|studying|lessons|class
S ~(takes?|is taking|has) V (lessons|classes) = S ~learns V
S ~takes? (lessons|classes) in V = S ~learns V
S ~(is|has) (studying|learning) V = S ~learns V
S (started|began|has begun|has started|begun|have started|have begun) (learning|studying|to learn|to study) V = S learns V
@ hobb|pastime|into|interest
S 's (hobbies|interests) include V = S ~likes V
V is ~one of S 's (hobbies|pastimes|interests) = S ~likes V
S 's (hobby|pastime) is ~V = S ~likes V
V is ~a (hobby|pastime) of S 's = S ~likes V
S ~does V as a hobby = S ~likes V
@ one of
V is ~one of the ([a-z]+) (?:that |which )?S (speaks?|takes?|plays?|uses?|owns?|has|knows|sells|offers|supports|likes?|enjoys?) = S ~$2 V
V is ~one of S 's (medications|medicines|drugs|prescriptions) = S ~takes V
V is ~one of S 's languages = S ~speaks V
V is ~one of S 's (pets|animals) = S ~has V
V is ~one of S 's allergies = S is ~allergic to V
@ subscri
S ~(has|have) an? subscription to V = S ~subscribes to V
S ~(has|have) an? V subscription = S ~subscribes to V
S ~pays? for an? subscription to V = S ~subscribes to V
S ~pays? for an? V subscription = S ~subscribes to V
S is ~an? V subscriber = S ~subscribes to V
S is ~subscribed to V = S ~subscribes to V
S is ~an? subscriber (of|to) V = S ~subscribes to V
S (cancelled|canceled|ended|dropped) (the|his|her|their|my) V subscription = S no longer subscribes to V
S (cancelled|canceled|ended|dropped) (the|his|her|their|my|an?) subscription to V = S no longer subscribes to V
S unsubscribed from V = S no longer subscribes to V
@ member
S is ~an? V member = S is ~a member of V
S ~(has|have) an? V membership = S is ~a member of V
@ fan|roots|cheers|root for|support|favourite team|favorite team
S ~(roots?|cheers?) for V = S is ~a fan of V
(the user|user|I|[A-Z][a-z]+) ~supports? ([A-Z]\S*) = $1 is ~a fan of $2
S is ~an? V fan = S is ~a fan of V
S 's (favourite|favorite) [football |soccer |basketball |baseball |sports ]team is ~V = S is ~a fan of V
@ commut|to work
S ~commutes? to work by V = S ~commutes by V
S ~(goes|go|gets?|travels?) to work by V = S ~commutes by V
S ~(takes?|rides?) (the|his|her|their|my|an?) V to work = S ~commutes by V
S ~(bikes?|cycles?) to work = S ~commutes by bike
S ~drives? to work = S ~commutes by car
S ~walks? to work = S ~commutes by foot
S (started|has started|began) commuting by V = S recently commutes by V
S stopped commuting by V = S no longer commutes by V
@ graduate|degree|alma mater|alum
S is ~an? (graduate|alumnus|alumna|alum) of V = S ~graduated from V
S ~(holds?|has|have|earned|got|received|obtained|completed) (a|his|her|their|my) degree (from|at) V = S ~graduated from V
S 's alma mater is ~V = S ~graduated from V
V is ~S 's alma mater = S ~graduated from V
S never graduated from V = S not graduated from V
@ job|works|work|working
S ~(does|do) (the|his|her|their|my) job V = S ~works V
S (has|have) switched to working V = S recently works V
@ mode|theme
S ~(prefers?|likes?) (dark|light|high-contrast|high contrast|night) mode = S ~uses $2 mode
S ~(has|have) V mode (enabled|turned on|switched on|activated|on) = S ~uses V mode
S 's ([a-z]+) is ~set to V mode = S ~uses V mode
S ~works? in V mode = S ~uses V mode
S (changed|switched|set) the ([a-z]+) to V mode = S recently uses V mode
S (turned|switched) off V mode = S no longer uses V mode
@ bank|account
S 's bank is ~V = S ~banks with V
S ~(has|have|holds?) an? [bank |checking |savings ]account (at|with) V = S ~banks with V
S ~uses? V for banking = S ~banks with V
S ~does (his|her|their|my) banking (at|with) V = S ~banks with V
S closed (the|his|her|their|my) [bank ]account (at|with) V = S no longer banks with V
S (moved|switched) (the|his|her|their|my) [bank ]account to V = S recently banks with V
@ takes place|take place|held|moved|rescheduled|postponed|pushed|brought|shifted|changed|happen|meets|meet on|scheduled|occurs|set for|planned for|booked for
S ~(takes? place|happens?|meets?|occurs?|is held|is scheduled|gets together) [every week |weekly ](on |for )?(mon|tues|wednes|thurs|fri|satur|sun)days? = S is ~on $3day
S ~(takes? place|happens?|is held|will be held|will take place|is scheduled|is set|is planned|is booked|occurs?|will happen) (on|for|at) V = S is ~on V
S (was|got|has been|have been|had been|is) (moved|rescheduled|postponed|pushed|pushed back|brought forward|shifted|changed) to (?=(?:the |next |this )?(?:\d|mon|tues|wednes|thurs|fri|satur|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|noon|tomorrow|week))V = S is recently on V
@ on (?:mon|tues|wednes|thurs|fri|satur|sun)days
S is ~on (mon|tues|wednes|thurs|fri|satur|sun)days = S is ~on $1day
@ due|deadline|finished by|done by|completed by|submitted by|delivered by
S is ~due [on |by ]V = P deadline is ~V
S (must|has to|have to|needs to|should) be (finished|done|completed|submitted|delivered|ready) by V = P deadline is V
S 's due date is ~V = P deadline is ~V
@ opens|open from|opening time|closes|closing time
S 's opening (time|hour) is ~V = S ~opens at V
S is ~open from V = S ~opens at V
S ~opens (its|their) doors at V = S ~opens at V
S 's closing time is ~V = S ~closes at V
S 's opening time was changed to V = S recently opens at V
@ departure|departs?|flight|train|leaves
S 's (departure time) is ~V = S ~leaves at V
S ~departs? at V = S ~leaves at V
S ~(has|have) an? (flight|train|bus|ferry) at V = P $2 ~leaves at V
@ as its|as his|as her|as their|as the|as my
S ~uses? V as (its|his|her|their|the|my) N = P N is ~V
@ data in|backed by
S ~stores? (its|all|their) data in V = P database is ~V
S is ~backed by V = P database is ~V
@ python|java|javascript|typescript|ts|js|go|golang|rust|ruby|php|kotlin|swift|scala|elixir|c|c\+\+|c#|perl|haskell|clojure|erlang|r|dart|lua
S is ~(implemented|coded|programmed|developed) in V = S is ~written in V
S is ~an? (python|java|javascript|typescript|ts|js|go|golang|rust|ruby|php|kotlin|swift|scala|elixir|perl|haskell|dart|lua|c\+\+|c#) (application|app|program|codebase|project|service) = S is ~written in $1
S 's (code|codebase|source code) is ~[written in ]V = S is ~written in V
V is ~the [programming ]language of S = S is ~written in V
S 's [programming ]language is ~V = S is ~written in V
S (was|has been) (rewritten|ported) [in |to ]V = S is recently written in V
@ port
S ~(listens?|runs?) on port V = P port is ~V
S is ~(reachable|exposed|served|available|listening|running) on port V = P port is ~V
S ~uses? port V = P port is ~V
@ depend|relies|rely|requires
S ~(relies|rely) on V = S ~depends on V
S ~(has|have) an? dependency on V = S ~depends on V
V is ~an? dependency of S = S ~depends on V
@ on the team|contributes
S (has|have) V on (the|its) team = V works on S
V ~contributes? to S = V ~works on S
@ found|establish|started in|exist|dates back|set up|created
S was ~(established|created|set up|started|formed|launched|incorporated) in ((?:19|20|18)\d\d) = S was ~founded in $2
S was ~founded in ((?:19|20|18)\d\d) by W = S was ~founded in $1 through W
S started in ((?:19|20|18)\d\d) = S was founded in $1
S 's (founding year|year of foundation|foundation year) is ~V = S was ~founded in V
S has (existed|been around) since ((?:19|20|18)\d\d) = S was founded in $2
S dates back to ((?:19|20|18)\d\d) = S was founded in $1
@ employ|people|staff|headcount|workforce
S ~employs? V (people|workers|employees) = S ~has V employees
V (people|employees) work (at|for|in) S = S has V employees
S ~(has|have) a (staff|workforce|headcount|team) of V = S ~has V employees
S 's (headcount|staff size) is ~V = S ~has V employees
S (has grown|grew|shrank|has shrunk|expanded) to V employees = S recently has V employees
@ sold|sells|sell|available|offers|buy|stocks|carries
V (is|are) ~(sold|available|offered|stocked) (at|by|in) S = S ~sells V
(you|one|customers|people) can (buy|get|find|purchase) V (at|in|from) S = S sells V
S ~(offers?|stocks?|carries|carry) V = S ~sells V
S stopped selling V = S no longer sells V
@ password|code|wifi
the ([a-z]+) (for|of) the ([a-z]+) (at|in|of) S is ~V = P $3 $1 is ~V
S (at|in) (the [a-z]+(?: [a-z]+)?) 's ([a-z]+) is ~V = $2 's S $3 is ~V
@ roommate|flatmate|housemate|apartment with|flat with|house with
S ~shares? an? (apartment|flat|house|place|home) with V = S ~lives with V
V is ~S 's (roommate|flatmate|housemate) = S ~lives with V
S and V (is|are) ~(roommates|flatmates|housemates) = S ~lives with V
V moved out of S 's (apartment|flat|house|place|home) = S no longer lives with V
@ parent|raising|mother|father
S is ~(a|the) (parent|mother|father|mom|dad) (of|to) V (children|kids) = S ~has V children
S is ~raising V (children|kids) = S ~has V children
@ status
S 's (relationship|marital|civil) status is ~V = S is ~V
@ author|writer|founder|inventor|designer|creator|director|composer|written by
V is ~the (?:author|writer) of S = V ~wrote S
S 's (?:author|writer) is ~V = V ~wrote S
V is ~the founder of S = V ~founded S
S 's founder is ~V = V ~founded S
V is ~the inventor of S = V ~invented S
S 's inventor is ~V = V ~invented S
V is ~the designer of S = V ~designed S
S 's designer is ~V = V ~designed S
V is ~the creator of S = V ~created S
S 's creator is ~V = V ~created S
V is ~the composer of S = V ~composed S
S 's composer is ~V = V ~composed S
@ maintain|owned by|belongs? to|coach|mentor|treated by|patient of|rents? from|hosted by|sponsor
S is ~maintained by V = P maintainer is ~V
V ~maintains S = P maintainer is ~V
S is ~owned by V = P owner is ~V
S ~belongs? to V = P owner is ~V
V ~coaches S = P coach is ~V
S is ~coached by V = P coach is ~V
V ~mentors S = P mentor is ~V
S is ~mentored by V = P mentor is ~V
S is ~treated by V = P doctor is ~V
S is ~a patient of V = P doctor is ~V
S ~rents? from V = P landlord is ~V
S is ~hosted by V = P host is ~V
V ~hosts S = P host is ~V
S is ~sponsored by V = P sponsor is ~V
V ~sponsors S = P sponsor is ~V
@ lasts?|takes|duration|runs for|goes on for
S ~(lasts?|runs for|goes on for) (?=about|around|\d|an?|one|two|three|four|five|six|ten|half)V = P duration is ~V
@ population|home to|people live in
S is ~home to V people = P population is ~V
V people live in S = P population is V
S 's population is ~V people = P population is ~V
S ~has a population of V people = P population is ~V
@ located|situated|location|can be found
S is ~situated (in|at|on|near|next to) V = S is ~located $1 V
S can be found (in|at|on) V = S is located $1 V
S 's location is ~V = S is ~located in V
@ version
S ~(?:runs?|uses?) version V = P version is ~V
S is ~(?:on|at|running|using) version V = P version is ~V
@ go-to|go to|preferred|top|most loved|best loved
S 's (?:go-to|go to|preferred|most loved|best loved) N is ~V = P favourite N is ~V
@ of sleep|wake|starts? the day
S ~gets? V of sleep = S ~sleeps V
S 's (?:wake up time|wake-up time|waking time) is ~V = S ~wakes up at V
S ~starts? (?:the|his|her|their|my) day at V = S ~wakes up at V
@ breakfast|lunch|dinner
S ~(?:eats?|has|have|takes?) (breakfast|lunch|dinner) at V = P $1 is ~at V
@ size
S ~wears? (?:a )?size V shoes? = P shoe size is ~V
S ~wears? (?:a )?size V shirts? = P shirt size is ~V
S ~wears? shoes in size V = P shoe size is ~V
@ cups?|glass|bottle|pint|consumes?
S ~(?:has|have) ((?:\S+ )?(?:cups?|glass|glasses|bottles?|pints?) of)V3 = S ~drinks $1V3
S (does not|do not) consume (alcohol|coffee|tea|caffeine) = S not drinks $2
S ~consumes? (alcohol|coffee|tea|beer|wine) = S ~drinks $1
@ dose|dosage
S 's (?:daily )(?:dose|dosage) of V is ~W = S ~takes W of V every day
@ serves as|acts as
V ~(?:serves|acts) as (?:the )?([a-z]+) of S = P $1 is ~V
@ reading|watching|playing|learning|using|writing|building|studying
V is ~the ([a-z]+) (?:that |which )?S (?:is|am|are) (currently |now )?([a-z]+ing) = S is ~$2 $3 V
@ take place|takes place|held|happens?|occurs?
S ~(?:takes? place|is held|will be held|will take place|happens?|occurs?|is taking place) in V = S ~takes place in V
@ can be reached
S can be reached (?:at|on|under) (\+?\d[\d -]+) = P phone number is $1
@ from
S is ~(?:originally )?from V = S ~comes from V
@ phase|stage
S is ~in the V (phase|stage) = P $1 is ~V
S has (?:moved|progressed|advanced) to the V (phase|stage) = P $1 is recently V
@ got engaged|got divorced
S got (engaged|divorced) = S is recently $1
@ celebrates?
S ~celebrates? (?:the|his|her|their|my) N on V = P N is ~on V
@ school|college|university|academy|elementary
S ~(?:goes? to|attends?) ((?:\S+ ){0,4}(?:school|college|university|academy|elementary)) = S ~studies at $1
@ became
S became (vegan|vegetarian|single|sober|self-employed|a \S+) in ((?:19|20)\d\d) = S has been $1 since $2
@ raise to|pay rise
S got a (?:raise|pay rise|promotion) to (?=[\$€£\d])V = P salary is recently V
@ replaced
V replaced W as S 's ([a-z]+) = P $1 is recently V instead of W
V replaced W as (?:the )?([a-z]+) of S = P $1 is recently V instead of W
@ free
S is ~free (?:of charge|to use|to enter|to attend|to download) = P price is ~$0
@ goal
S 's goal is to V = S wants to V
S has a goal to V = S wants to V
@ time zone|timezone
S is ~in the V (?:time zone|timezone) = P time zone is ~V
@ reached|contacted|emailed|email
S can be (?:reached|contacted|emailed) (?:at|by email at|via) (\S+@\S+) = P email is $1
S ~uses the email [address ]V = P email is ~V
@ citizen|nationality
S is ~an? V citizen = P nationality is ~V
S is ~a citizen of V = P nationality is ~V
S ~(?:holds|has|have|hold) V citizenship = P nationality is ~V
S is ~of V nationality = P nationality is ~V
@ in colou?r
S is ~V in (?:color|colour) = P colour is ~V
@ pay|bought for|can get
you (?:pay|have to pay) V for S = P price is V
S can be (?:bought|purchased|had) for V = P price is V
@ open until|open till
S is ~open (?:until|till) V = S ~closes at V
@ hosted on|deployed on|hosted in|deployed to|provider
S 's (?:hosting provider|cloud provider|hosting) is ~V = S is ~hosted on V
@ handled|managed|done|powered|provided|used for|relies on
S 's N is ~(?:handled|managed|done|powered|provided) (?:by|with|through|using) V = S ~uses V for N
V is ~used for N (?:in|at|by) S = S ~uses V for N
S ~(?:relies on|rely on|employs|utilizes) V for N = S ~uses V for N
@ executed|triggered|executes
S (?:is executed|is triggered|executes) (at|every) V = S runs $1 V
@ ram|memory|storage
S ~(?:comes? with|ships? with|offers?) V of (memory|ram|storage) = S ~has V of $1
S is ~equipped with V of (memory|ram|storage) = S ~has V of $1
S is ~equipped with V (?<! of )(memory|ram|storage) = S ~has V of $1
S 's (memory|ram|storage) is ~V = S ~has V of $1
S ~(?:has|have) V(?<! of) (memory|ram|storage) = S ~has V of $1
@ seats|holds|fits|accommodates?|can hold|can seat|capacity|room for
S ~(?:holds|seats|fits|accommodates|can hold|can seat|can fit|can accommodate) [up to ]V (?:people|guests|persons|passengers|attendees|visitors) = P capacity is ~V
S 's capacity is ~V (?:people|guests|persons|passengers|attendees|visitors|seats) = P capacity is ~V
S ~has a capacity of V (?:people|guests|persons|passengers|attendees|visitors|seats) = P capacity is ~V
S ~has room for V (?:people|guests|persons|passengers|attendees|visitors) = P capacity is ~V
@ priority
S ~has (?:a )?(low|medium|high|urgent|critical|top) priority = P priority is ~$1
S is ~(low|medium|high|urgent|critical|top)[ |-]priority = P priority is ~$1
S is ~an? (low|medium|high|urgent|critical|top)[ |-]priority (?:task|ticket|bug|issue|item) = P priority is ~$1
@ volunteer
S is ~a volunteer (at|for|with) V = S ~volunteers $1 V
@ early bird|early riser|night owl|stays up late
S is ~an (?:early bird|early riser) = S is ~a morning person
S ~stays? up late = S is ~a night owl
@ glasses|contacts|hearing aid
S ~(?:needs?|has|have) (glasses|contact lenses|contacts|a hearing aid|hearing aids) = S ~wears $1
@ degree
S ~(?:holds?|earned|got|received|obtained) an? ((?:\S+ 's )?)degree in V = S ~has a $1degree in V
S 's degree is ~in V = S ~has a degree in V
@ appointment|meeting|call|interview|session
S ~(?:has|have) an? (appointment|meeting|call|interview|session) (with (?:(?! on | at )[^,])+|at (?:(?! on )[^,])+) (on|at) V = P $1 $2 is ~$3 V
@ flying|flight to|trip to|train to
S is ~flying to V on W = P flight to V is ~on W
S ~(?:has|have) an? (flight|trip|train) to V on W = P $1 to V is ~on W
@ weigh|weight|tall|height
S 's weight is ~V = S ~weighs V
S 's height is ~V = S is ~V tall
S ~(?:stands?|measures?) V tall = S is ~V tall
@ years? of age|aged|age is
S 's age is ~V = S is ~aged V
@ nickname|goes by|known as|to be called
S ~(?:prefers?|likes?|wants?|would like) to be called V = P nickname is ~V
S ~goes? by V = P nickname is ~V
S is ~(?:nicknamed|known as) V = P nickname is ~V
@ has an?|have an?
S ~(has|have) an? ([a-z]+(?: [a-z]+)?) of (\$?\d[^\s]*)V3 = P $2 is ~$3V3
@ raised|increased|changed|extended|cut|moved|lowered|reduced|updated|bumped|dropped|went|decreased|switched|grown|grew|rose|fell
S 's N (was|were|has been|have been|got|is) (raised|increased|changed|extended|cut|moved|lowered|reduced|updated|bumped|dropped|decreased|switched|rescheduled|set back|shortened|pushed) to V = P N is recently V
S 's N (went up|went down|rose|fell|dropped|increased|decreased|grew|has increased|has decreased|has gone up|has risen|has moved|has dropped|has fallen) to V = P N is recently V
@ 's
V is ~S 's (manager|ceo|lead|doctor|dentist|landlord|lawyer|teacher|neighbor|neighbour|brother|sister|son|daughter|mother|father|cousin|dog|cat|pet|employer|bank|hometown|capital|headquarters|owner|spouse|husband|wife|partner|coach|therapist|mentor|assistant|accountant) = P $1 is ~V
@ of
V is ~the ([a-z]+|vice president|head coach|project manager) of S = P $1 is ~V
`
